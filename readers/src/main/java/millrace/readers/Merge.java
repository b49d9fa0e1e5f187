package millrace.readers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Vocabulary;
import org.jspecify.annotations.Nullable;

/** Makes one column of the pieces that the parts of the files gave. */
final class Merge {
  /** The first {@code rows} cells of one part. */
  record Piece(Cells cells, int rows) {}

  private final List<Piece> pieces;
  private final Schema.@Nullable Field field;
  private final char decimal;
  private final Missing missing;
  private final int rows;

  Merge(List<Piece> pieces, Schema.@Nullable Field field, char decimal, Missing missing) {
    this.pieces = pieces;
    this.field = field;
    this.decimal = decimal;
    this.missing = missing;
    this.rows = pieces.stream().mapToInt(Piece::rows).reduce(0, Math::addExact);
  }

  /** Is the guess wrong in one piece, so that the others have to be read as words too? */
  boolean mixed() {
    return pieces.stream().anyMatch(p -> p.cells() instanceof Cells.Coded)
        && pieces.stream().anyMatch(p -> p.cells() instanceof Cells.Numeric n && !n.blank());
  }

  Column column() {
    if (pieces.stream().allMatch(p -> p.cells() instanceof Cells.Numeric)) {
      var v = new double[rows];
      int at = 0;
      for (var p : pieces) {
        System.arraycopy(((Cells.Numeric) p.cells()).values(), 0, v, at, p.rows());
        at += p.rows();
      }
      return new Column.Numeric(v);
    }
    var words = new ArrayList<String>();
    int[] codes = codes(words);
    var kind = field == null ? null : field.kind().orElse(null);
    if (kind == null) {
      long cells = Arrays.stream(codes).filter(c -> c >= 0).count();
      kind = Inference.kind(words, cells, decimal, missing);
    }
    return switch (kind) {
      case NUMBER, INTEGER, AMOUNT -> numeric(codes, words);
      case TIME -> time(codes, words);
      case TEXT -> text(codes, words);
      case NOMINAL -> nominal(codes, words);
      case BOOLEAN, TERNARY -> truth(codes, words, kind);
      case SKIP -> throw new IllegalStateException("a column that is left out");
    };
  }

  /**
   * Codes into {@code words}, which are filled with the distinct words of the rows, and no other.
   */
  private int[] codes(List<String> words) {
    var out = new int[rows];
    var ids = new HashMap<String, Integer>();
    int at = 0;
    for (var p : pieces) {
      if (!(p.cells() instanceof Cells.Coded c)) {
        Arrays.fill(out, at, at += p.rows(), -1); // blank, else it were read again
        continue;
      }
      var global = new int[c.words().size()];
      Arrays.fill(global, -1);
      int[] local = c.codes();
      for (int i = 0; i < p.rows(); i++) {
        int w = local[i];
        if (w >= 0 && global[w] < 0) {
          var word = c.words().get(w);
          var known = ids.putIfAbsent(word, words.size());
          if (known == null) words.add(word);
          global[w] = known == null ? words.size() - 1 : known;
        }
        out[at++] = w < 0 ? -1 : global[w];
      }
    }
    return out;
  }

  private Column numeric(int[] codes, List<String> words) {
    var of =
        words.stream()
            .mapToDouble(w -> Numbers.parse(w.toCharArray(), 0, w.length(), decimal))
            .toArray();
    var v = new double[codes.length];
    for (int i = 0; i < v.length; i++) v[i] = codes[i] < 0 ? Double.NaN : of[codes[i]];
    return new Column.Numeric(v);
  }

  private Column time(int[] codes, List<String> words) {
    var times = Times.of(field == null ? "" : field.pattern());
    var of = words.stream().mapToLong(times::parse).toArray();
    var v = new long[codes.length];
    for (int i = 0; i < v.length; i++) v[i] = codes[i] < 0 ? Column.Time.MISSING : of[codes[i]];
    return new Column.Time(v);
  }

  private static Column text(int[] codes, List<String> words) {
    var v = new String[codes.length];
    for (int i = 0; i < v.length; i++) v[i] = codes[i] < 0 ? "" : words.get(codes[i]);
    return new Column.Text(Arrays.asList(v));
  }

  private static Column nominal(int[] codes, List<String> words) {
    var levels = Vocabulary.of(words.stream().sorted().toList());
    return recode(codes, words.stream().mapToInt(levels::id).toArray(), levels);
  }

  private static Column truth(int[] codes, List<String> words, Kind kind) {
    var levels =
        kind == Kind.BOOLEAN ? Vocabulary.of("no", "yes") : Vocabulary.of("no", "unknown", "yes");
    var map =
        words.stream()
            .mapToInt(
                w ->
                    switch (Inference.truth(w)) {
                      case 1 -> levels.id("yes");
                      case 0 -> levels.id("no");
                      default -> levels.id("unknown");
                    })
            .toArray();
    return recode(codes, map, levels);
  }

  private static Column.Nominal recode(int[] codes, int[] map, Vocabulary levels) {
    var v = new int[codes.length];
    IntStream.range(0, v.length).forEach(i -> v[i] = codes[i] < 0 ? -1 : map[codes[i]]);
    return new Column.Nominal(v, levels);
  }
}
