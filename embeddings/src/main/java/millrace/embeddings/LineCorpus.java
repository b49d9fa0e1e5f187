package millrace.embeddings;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import millrace.data.DataException;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/** Files of lines, read as bytes: a word becomes a string only if it is kept. */
record LineCorpus(List<Path> files) implements Corpus {
  /** A longer word is cut: something that has no spaces is no text. */
  private static final int LONGEST = 1 << 16;

  private static final int BUFFER = 1 << 17;

  LineCorpus {
    files = List.copyOf(files);
    if (files.isEmpty()) throw new DataException("a corpus needs a file");
    for (var file : files) {
      if (!Files.isRegularFile(file))
        throw new DataException(
            "%s: %s (working folder: %s)"
                .formatted(
                    file,
                    Files.exists(file) ? "is no regular file" : "there is no such file",
                    Path.of("").toAbsolutePath()));
      if (size(file) == 0) throw new DataException("%s: the file is empty".formatted(file));
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  @Override
  public WordCounts count(int least, int most, Run run) {
    var words = new ByteWords();
    long all = 0;
    for (var file : files) all += size(file);
    long before = 0;
    for (var file : files) {
      try (var in = new Scanner(file)) {
        long told = 0;
        while (in.next()) {
          if (in.length == 0) continue;
          int hash = ByteWords.hash(in.bytes, in.from, in.from + in.length);
          int id = words.id(in.bytes, in.from, in.from + in.length, hash);
          if (id < 0) id = in.add(words, hash);
          words.count(id);
          if (in.read - told > 1 << 22) {
            told = in.read;
            run.step("bytes counted", Math.min(all, before + told), all);
          }
        }
      }
      before += size(file);
    }
    run.step("bytes counted", all, all);
    return named(words, least, most);
  }

  /** Makes strings of those words only that are frequent enough. */
  private static WordCounts named(ByteWords words, int least, int most) {
    var counts = words.counts();
    int n = 0;
    for (long c : counts) if (c >= least) n++;
    var names = new String[n == 0 ? counts.length : n];
    var times = new long[names.length];
    int k = 0;
    try {
      for (int i = 0; i < counts.length; i++) {
        if (n > 0 && counts[i] < least) continue;
        names[k] = words.name(i);
        times[k++] = counts[i];
      }
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("each was checked when it was added", e);
    }
    return WordCounts.of(names, times, least, most);
  }

  @Override
  public Reading read(WordCounts words) {
    var table = new ByteWords();
    for (var name : words.words().names()) {
      var b = name.getBytes(StandardCharsets.UTF_8);
      table.add(b, 0, b.length, ByteWords.hash(b, 0, b.length));
    }
    return new Pass(table);
  }

  private final class Pass implements Reading {
    private final ByteWords words;
    private int file;
    private @Nullable Scanner in;
    private long line;

    Pass(ByteWords words) {
      this.words = words;
    }

    @Override
    public boolean next(Stretch s) {
      s.clear();
      while (!s.full()) {
        if (in == null) {
          if (file == files.size()) break;
          in = new Scanner(files.get(file++));
        }
        if (!in.next()) {
          if (in.last != '\n') s.end(line++);
          in.close();
          in = null;
        } else if (in.length == 0) {
          s.end(line++);
        } else {
          int to = in.from + in.length;
          int id = words.id(in.bytes, in.from, to, ByteWords.hash(in.bytes, in.from, to));
          if (id >= 0) s.add(id);
        }
      }
      s.end(line);
      return s.size() > 0;
    }

    @Override
    public void close() {
      if (in != null) in.close();
      in = null;
      file = files.size();
    }
  }

  /** The words of a file: {@code bytes[from .. from + length)}; of length 0 where a line ends. */
  private static final class Scanner implements AutoCloseable {
    private final Path file;
    private final InputStream in;
    private byte[] bytes = new byte[BUFFER];
    private int from;
    private int length;
    private int at;
    private int end;
    private byte last = '\n'; // of the bytes that were read
    private long read;
    private long lines = 1;

    Scanner(Path file) {
      this.file = file;
      try {
        var raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        raw.mark(2);
        boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        in = zipped ? new GZIPInputStream(raw, BUFFER) : raw;
      } catch (IOException e) {
        throw failure(e);
      }
    }

    /** The next word or end of a line; false at the end of the file. */
    boolean next() {
      from = at;
      while (true) {
        if (at == end && !fill()) {
          length = at - from;
          return length > 0;
        }
        byte b = bytes[at];
        if (b > ' ' || b < 0) { // a letter, or a part of one
          at++;
          if (at - from < LONGEST) continue;
          at -= begun();
          length = at - from;
          return true;
        }
        length = at - from;
        if (length > 0) return true; // what ends the word is looked at the next time
        at++;
        from = at;
        if (b == '\n') {
          lines++;
          return true;
        }
      }
    }

    /** How many bytes before this one are of a character of several, which is not to be cut. */
    private int begun() {
      int n = 0;
      while (n < 3 && (bytes[at - 1 - n] & 0xC0) == 0x80) n++;
      return bytes[at - 1 - n] < 0 ? n + 1 : n;
    }

    /** More bytes, behind those of the word that has begun. */
    private boolean fill() {
      int begun = end - from;
      if (from > 0) {
        System.arraycopy(bytes, from, bytes, 0, begun);
        from = 0;
        at = begun;
        end = begun;
      }
      try {
        int n = in.read(bytes, end, bytes.length - end);
        if (n <= 0) return false;
        end += n;
        read += n;
        last = bytes[end - 1];
        return true;
      } catch (IOException e) {
        throw failure(e);
      }
    }

    /** Adds a word that is new. */
    int add(ByteWords words, int hash) {
      int id = words.add(bytes, from, from + length, hash);
      try {
        words.name(id);
      } catch (CharacterCodingException e) {
        throw new DataException(
            "%s:%d: '%s' is no UTF-8: convert the file first, for example with iconv"
                .formatted(
                    file,
                    lines,
                    new String(
                        Arrays.copyOfRange(bytes, from, from + Math.min(length, 40)),
                        StandardCharsets.ISO_8859_1)),
            e);
      }
      return id;
    }

    private DataException failure(IOException e) {
      return switch (e) {
        case EOFException _ ->
            new DataException("%s: the gzip file is cut short; copy it again".formatted(file), e);
        case ZipException _ ->
            new DataException(
                "%s: the gzip file is damaged (%s); copy it again".formatted(file, e.getMessage()),
                e);
        default -> new DataException("%s: cannot be read: %s".formatted(file, e), e);
      };
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }
}
