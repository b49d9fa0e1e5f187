package millrace.readers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/** One reading of a {@link Csv}: heads, parts in parallel, second looks, columns. */
final class CsvTable {
  private final Csv csv;
  private final Run run;
  private final long stretch;

  /** Per file its names, in its order. */
  private final List<Vocabulary> heads = new ArrayList<>();

  /** The names of the first file: the columns of the table. */
  private final Vocabulary names;

  /** Per file and column of the table, where the file has it. */
  private final List<int[]> places = new ArrayList<>();

  private final Schema.@Nullable Field[] fields;
  private final Missing[] missing;
  private final boolean[] words;
  private final Progress progress;

  CsvTable(Csv asked, Run run) {
    this(asked, run, CsvPart.SIZE);
  }

  /** With files divided into stretches of about this many bytes. */
  CsvTable(Csv asked, Run run, long stretch) {
    this.run = run;
    this.stretch = stretch;
    asked.files().forEach(TextInput::check);
    this.csv = CsvDialect.settled(asked);
    this.progress = new Progress(run, csv.files());
    for (var file : csv.files()) heads.add(Vocabulary.of(CsvDialect.names(csv, file)));
    this.names = heads.getFirst();
    checkNames();
    for (var head : heads) places.add(names.mapTo(head));
    int n = names.size();
    this.words = new boolean[n];
    this.fields = new Schema.Field[n];
    this.missing = new Missing[n];
    var usual = new Missing(csv.missing());
    for (int g = 0; g < n; g++) {
      var field = csv.schema().field(names.name(g));
      fields[g] = field.orElse(null);
      missing[g] = field.map(f -> Missing.of(csv.missing(), f.missing())).orElse(usual);
    }
  }

  private void checkNames() {
    for (int f = 1; f < heads.size(); f++) {
      checkIn(f, 0);
      checkIn(0, f);
    }
    for (var field : csv.schema().columns()) {
      if (field.required() && !names.has(field.name())) {
        throw new DataException(
            "%s: the schema speaks of a column '%s', but there are %s%s"
                .formatted(
                    csv.files().getFirst(),
                    field.name(),
                    names.names(),
                    DidYouMean.among(field.name(), names.names())));
      }
    }
    if (csv.source() && names.has(Csv.SOURCE)) {
      throw new DataException(
          "%s: has a column '%s' already, so the file's name cannot be added under that name"
              .formatted(csv.files().getFirst(), Csv.SOURCE));
    }
  }

  /** All columns of file {@code a} must be in file {@code b}. */
  private void checkIn(int a, int b) {
    for (var name : heads.get(a).names()) {
      if (!heads.get(b).has(name)) {
        throw new DataException(
            "%s: there is no column '%s', which %s has; files that are read together need the same columns"
                .formatted(csv.files().get(b), name, csv.files().get(a)));
      }
    }
  }

  Result read() {
    var parts = csv.maxRows() < Long.MAX_VALUE ? limited() : everything();
    if (csv.policy() == Policy.STRICT) {
      for (var p : parts) {
        if (!p.problems().isEmpty()) {
          throw new DataException(p.problems().getFirst().toString());
        }
      }
    }
    checkRows(parts);
    while (secondLook(parts)) {}
    var columns =
        run.silent().map(names.size(), g -> kind(g) == Kind.SKIP ? null : merge(parts, g).column());
    var out = new LinkedHashMap<String, Column>();
    for (int g = 0; g < names.size(); g++) {
      if (kind(g) != Kind.SKIP) out.put(names.name(g), columns.get(g));
    }
    if (csv.source()) out.put(Csv.SOURCE, source(parts));
    progress.end();
    return new Result(Frame.of(out), parts.stream().flatMap(p -> p.problems().stream()).toList());
  }

  private List<CsvRows> everything() {
    var stretches = new ArrayList<CsvPart>();
    for (int f = 0; f < csv.files().size(); f++) {
      if (run.threads() > 1 && csv.skipRows() == 0) {
        stretches.addAll(CsvPart.of(f, csv.files().get(f), csv.charset(), stretch));
      } else {
        stretches.add(CsvPart.whole(f, csv.files().get(f), Integer.MAX_VALUE));
      }
    }
    var parts =
        new ArrayList<>(run.silent().map(stretches.size(), i -> read(stretches.get(i), progress)));
    // a stretch that broke off in the middle of quotes: that file in one piece
    for (int f = 0; f < csv.files().size(); f++) {
      int file = f;
      if (parts.stream()
          .anyMatch(p -> p.part().index() == file && !p.part().isWhole() && p.brokenQuotes())) {
        int at = 0;
        while (parts.get(at).part().index() != file) at++;
        parts.removeIf(p -> p.part().index() == file);
        parts.add(
            at,
            read(CsvPart.whole(file, csv.files().get(file), Integer.MAX_VALUE), progress.again()));
      }
    }
    return parts;
  }

  /** One file after the other, until there are enough rows. */
  private List<CsvRows> limited() {
    var parts = new ArrayList<CsvRows>();
    long left = csv.maxRows();
    for (int f = 0; f < csv.files().size() && left > 0; f++) {
      int limit = (int) Math.min(left, Integer.MAX_VALUE);
      var part = read(CsvPart.whole(f, csv.files().get(f), limit), progress);
      parts.add(part);
      left -= part.rows();
    }
    return parts;
  }

  private CsvRows read(CsvPart part, LongConsumer heard) {
    var head = heads.get(part.index());
    var cells = new Cells[head.size()];
    var tokens = new Missing[head.size()];
    int[] columns = head.mapTo(names);
    for (int j = 0; j < cells.length; j++) {
      int g = columns[j];
      var kind = kind(g);
      var field = fields[g];
      tokens[j] = missing[g];
      cells[j] =
          kind != null && field != null
              ? Cells.of(field, kind, csv.decimal(), missing[g])
              : words[g] ? Cells.words(missing[g]) : Cells.guess(csv.decimal(), missing[g]);
    }
    return new CsvRows(csv, part, head.names(), cells, tokens).read(heard);
  }

  private @Nullable Kind kind(int g) {
    var field = fields[g];
    return field == null ? null : field.kind().orElse(null);
  }

  private void checkRows(List<CsvRows> parts) {
    for (int f = 0; f < csv.files().size(); f++) {
      int file = f;
      var of = parts.stream().filter(p -> p.part().index() == file).toList();
      if (!of.isEmpty() && of.stream().allMatch(p -> p.rows() == 0 && p.problems().isEmpty())) {
        throw new DataException(
            "%s: the file has a header (%d columns) but no rows"
                .formatted(csv.files().get(f), heads.get(f).size()));
      }
    }
  }

  /**
   * Reads again what was taken for numbers in a column that has words too, for the text of those
   * numbers ("007") is gone. True if there was anything.
   */
  private boolean secondLook(List<CsvRows> parts) {
    var again = new boolean[parts.size()];
    for (int g = 0; g < names.size(); g++) {
      if (kind(g) != null) continue;
      boolean wrong = false;
      for (var p : parts) wrong |= p.wrong(at(p, g));
      if (!wrong && !merge(parts, g).mixed()) continue;
      words[g] = true;
      for (int i = 0; i < again.length; i++) {
        var p = parts.get(i);
        again[i] |=
            p.wrong(at(p, g)) || (p.cells(at(p, g)) instanceof Cells.Numeric n && !n.blank());
      }
    }
    int[] which = IntStream.range(0, again.length).filter(i -> again[i]).toArray();
    var fresh =
        run.silent().map(which.length, k -> read(parts.get(which[k]).part(), progress.again()));
    for (int k = 0; k < which.length; k++) parts.set(which[k], fresh.get(k));
    return which.length > 0;
  }

  private Merge merge(List<CsvRows> parts, int g) {
    return new Merge(
        parts.stream().map(p -> new Merge.Piece(p.cells(at(p, g)), p.rows())).toList(),
        fields[g],
        csv.decimal(),
        missing[g]);
  }

  private int at(CsvRows part, int g) {
    return places.get(part.part().index())[g];
  }

  private Column source(List<CsvRows> parts) {
    var files = csv.files().stream().map(f -> String.valueOf(f.getFileName())).toList();
    var levels = Vocabulary.of(files.stream().sorted().toList());
    var codes = new int[parts.stream().mapToInt(CsvRows::rows).reduce(0, Math::addExact)];
    int at = 0;
    for (var p : parts) {
      Arrays.fill(codes, at, at += p.rows(), levels.id(files.get(p.part().index())));
    }
    return new Column.Nominal(codes, levels);
  }

  /** Adds up the bytes of all threads and tells the run of every MiB. */
  private static final class Progress implements LongConsumer {
    private static final long EVERY = 1 << 20;
    private final Run run;
    private final long total;
    private long done;
    private long told;
    private long repeated;

    Progress(Run run, List<Path> files) {
      this.run = run;
      long sum = 0;
      try {
        for (var f : files) sum += Files.size(f);
      } catch (IOException e) {
        throw TextInput.failure(files.getFirst(), e);
      }
      this.total = Math.max(1, sum);
    }

    @Override
    public synchronized void accept(long bytes) {
      done = Math.min(total - 1, done + bytes);
      if (done - told < EVERY) return;
      told = done;
      var _ = run.step("read", done, total);
    }

    /** For what is read a second time: only listens for a cancellation. */
    LongConsumer again() {
      return this::acceptAgain;
    }

    private synchronized void acceptAgain(long bytes) {
      repeated += bytes;
      if (repeated < EVERY) return;
      repeated = 0;
      var _ = run.step("read", done, total);
    }

    synchronized void end() {
      var _ = run.step("read", total, total);
    }
  }
}
