package millrace.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import millrace.data.DataException;

/**
 * The folds that a search has scored, a line of JSON each, forced to the disk before the next one:
 * a search that was killed goes on where it was. The first line says of which search it is; a
 * journal of another one is refused. A last line that was cut off is dropped.
 */
final class Journal implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORMAT = "millrace-search-journal-1";

  /** One fold, scored or failed. {@code failure} is empty if it is scored. */
  record Line(
      int rung,
      int candidate,
      int fold,
      double test,
      double train,
      double seconds,
      String failure) {}

  private record Key(int rung, int candidate, int fold) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<Key, Line> known = new HashMap<>();

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens or begins a journal.
   *
   * @param search what tells this search from others, by name
   * @throws DataException if the file is of another search, is no journal or is in use
   * @throws UncheckedIOException if it cannot be read or written; it names the file
   */
  static Journal open(Path file, SequencedMap<String, String> search) {
    try {
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var journal = new Journal(file, channel);
      try {
        journal.lock();
        journal.read(search);
        return journal;
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the journal %s: %s".formatted(file, e), e);
    }
  }

  private void lock() throws IOException {
    boolean free;
    try {
      free = channel.tryLock() != null; // closing the channel gives it back
    } catch (OverlappingFileLockException e) {
      free = false;
    }
    if (!free)
      throw new DataException("the journal %s is in use by another search".formatted(file));
  }

  private void read(SequencedMap<String, String> search) throws IOException {
    var bytes = Files.readAllBytes(file);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') whole--;
    var header = new LinkedHashMap<String, Object>();
    header.put("format", FORMAT);
    header.putAll(search);
    var first = JSON.writeValueAsString(header) + "\n";
    if (whole == 0) {
      var begun = new String(bytes, StandardCharsets.UTF_8);
      if (!first.startsWith(begun)) throw noJournal();
      channel.truncate(0);
      append(first);
      return;
    }
    var lines = new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList();
    checkHeader(lines.getFirst(), search);
    for (int i = 1; i < lines.size(); i++) {
      var line = line(lines.get(i), i + 1);
      known.put(new Key(line.rung, line.candidate, line.fold), line);
    }
    channel.truncate(whole);
    channel.position(whole);
  }

  private DataException noJournal() {
    return new DataException(
        "%s is no journal of a search: name another file, or delete it".formatted(file));
  }

  private void checkHeader(String line, SequencedMap<String, String> search) {
    Map<?, ?> found;
    try {
      found = JSON.readValue(line, Map.class);
    } catch (JsonProcessingException e) {
      throw noJournal();
    }
    if (found == null || !FORMAT.equals(found.get("format"))) throw noJournal();
    var other =
        search.entrySet().stream()
            .filter(e -> !e.getValue().equals(found.get(e.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    if (!other.isEmpty()) {
      throw new DataException(
          "the journal %s is of another search, which differs in: %s; name another file, or delete it to begin anew"
              .formatted(file, String.join(", ", other)));
    }
  }

  private Line line(String text, int number) {
    try {
      var map = JSON.readTree(text);
      var whole = List.of("rung", "candidate", "fold");
      if (map != null && whole.stream().allMatch(k -> map.path(k).isInt())) {
        return new Line(
            map.get("rung").intValue(),
            map.get("candidate").intValue(),
            map.get("fold").intValue(),
            Double.parseDouble(map.path("test").asText()),
            Double.parseDouble(map.path("train").asText()),
            Double.parseDouble(map.path("seconds").asText()),
            map.path("failure").asText());
      }
    } catch (JsonProcessingException | NumberFormatException e) {
      // said below, as for lines that lack a field
    }
    throw new DataException(
        "the journal %s is damaged in line %d: delete that line to have its fold scored again"
            .formatted(file, number));
  }

  /** What is known of this fold. */
  Optional<Line> find(int rung, int candidate, int fold) {
    return Optional.ofNullable(known.get(new Key(rung, candidate, fold)));
  }

  /** Writes a line; it is on the disk when this returns. Called by many threads. */
  synchronized void add(Line line) {
    var out = new LinkedHashMap<String, Object>();
    out.put("rung", line.rung);
    out.put("candidate", line.candidate);
    out.put("fold", line.fold);
    out.put("test", Double.toString(line.test)); // as text: it may be NaN, and comes back exactly
    out.put("train", Double.toString(line.train));
    out.put("seconds", Double.toString(line.seconds));
    if (!line.failure.isEmpty()) out.put("failure", line.failure);
    try {
      append(JSON.writeValueAsString(out) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the journal %s: %s".formatted(file, e), e);
    }
  }

  private void append(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) channel.write(bytes);
    channel.force(false);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the journal %s: %s".formatted(file, e), e);
    }
  }
}
