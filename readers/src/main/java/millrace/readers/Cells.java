package millrace.readers;

import java.util.Arrays;
import java.util.function.Predicate;
import millrace.data.Column;

/**
 * Takes the cells of one column of one part of a file, straight from the parser's buffer. A row
 * that is written again replaces the one before: so a row that turns out to be broken costs
 * nothing.
 */
sealed interface Cells {
  /** What became of a cell. */
  enum Outcome {
    KEPT,
    /** It is not of the column's kind, which the schema says. */
    MISFIT,
    /** It is not of the column's kind, which was only guessed. */
    WRONG_GUESS
  }

  Outcome put(int row, char[] b, int from, int length);

  /** The column is left out. */
  record None() implements Cells {
    @Override
    public Outcome put(int row, char[] b, int from, int length) {
      return Outcome.KEPT;
    }
  }

  /** Numbers: those of a schema, or the guess with which each other column begins. */
  final class Numeric implements Cells {
    private final Kind kind;
    private final boolean guessed;
    private final char decimal;
    private final Missing missing;
    private double[] values = new double[1024];
    private boolean seen;

    Numeric(Kind kind, boolean guessed, char decimal, Missing missing) {
      this.kind = kind;
      this.guessed = guessed;
      this.decimal = decimal;
      this.missing = missing;
    }

    @Override
    public Outcome put(int row, char[] b, int from, int length) {
      if (row == values.length) values = Arrays.copyOf(values, row * 2);
      double v =
          kind == Kind.AMOUNT
              ? Numbers.amount(b, from, length, decimal)
              : Numbers.parse(b, from, length, decimal);
      if (Double.isNaN(v)) {
        if (!missing(b, from, length)) return guessed ? Outcome.WRONG_GUESS : Outcome.MISFIT;
      } else {
        seen = true;
        if (missing.hasNumbers() && missing.has(v)) {
          v = Double.NaN;
        } else if (guessed && Numbers.roundedWhole(b, from, length, v)) {
          return Outcome.WRONG_GUESS;
        } else if (kind == Kind.INTEGER && (v != Math.rint(v) || Math.abs(v) > Numbers.EXACT)) {
          return Outcome.MISFIT;
        }
      }
      values[row] = v;
      return Outcome.KEPT;
    }

    /** Spaces around a number do not count, so they do not around a missing one. */
    private boolean missing(char[] b, int from, int length) {
      var cell = new String(b, from, length);
      if (missing.has(cell)) return true;
      var bare = cell.strip();
      if (!missing.has(bare)) return false;
      seen = true; // as a word it would not be missing
      return true;
    }

    /** No cell so far depends on the guess: all are missing, for numbers and words alike. */
    boolean blank() {
      return !seen;
    }

    double[] values() {
      return values;
    }
  }

  /** Everything else: codes into the words that were met. */
  final class Coded implements Cells {
    private static final int MISSING = -1;
    private static final int MISFIT = -2;
    private final Missing missing;
    private final Predicate<String> fits;
    private final Words words = new Words();
    private int[] codeOf = new int[16]; // per word: itself, MISSING or MISFIT
    private int[] codes = new int[1024];

    Coded(Missing missing, Predicate<String> fits) {
      this.missing = missing;
      this.fits = fits;
    }

    /** With the given number of missing cells at the beginning. */
    Coded missingFirst(int rows) {
      if (rows > codes.length) codes = new int[rows];
      Arrays.fill(codes, 0, rows, MISSING);
      return this;
    }

    @Override
    public Outcome put(int row, char[] b, int from, int length) {
      while (row >= codes.length) codes = Arrays.copyOf(codes, codes.length * 2);
      int known = words.size();
      int id = words.id(b, from, length);
      if (id == known) {
        if (id == codeOf.length) codeOf = Arrays.copyOf(codeOf, id * 2);
        var word = words.get(id);
        codeOf[id] = missing.has(word) ? MISSING : fits.test(word) ? id : MISFIT;
      }
      int code = codeOf[id];
      if (code == MISFIT) return Outcome.MISFIT;
      codes[row] = code;
      return Outcome.KEPT;
    }

    Words words() {
      return words;
    }

    /** Per row the word's number, or -1 when missing. */
    int[] codes() {
      return codes;
    }
  }

  /** For a column of which the schema says nothing: numbers, until a cell is none. */
  static Cells guess(char decimal, Missing missing) {
    return new Numeric(Kind.NUMBER, true, decimal, missing);
  }

  /** Whatever the cells are. */
  static Cells words(Missing missing) {
    return new Coded(missing, _ -> true);
  }

  static Cells of(Schema.Field field, Kind kind, char decimal, Missing missing) {
    return switch (kind) {
      case NUMBER, AMOUNT, INTEGER -> new Numeric(kind, false, field.decimal(decimal), missing);
      case BOOLEAN -> new Coded(missing, w -> Inference.truth(w) >= 0 && !Inference.unknown(w));
      case TERNARY -> new Coded(missing, w -> Inference.truth(w) >= 0 || Inference.unknown(w));
      case TIME -> {
        var times = Times.of(field.pattern());
        yield new Coded(missing, w -> times.parse(w) != Column.Time.MISSING);
      }
      case NOMINAL, TEXT -> words(missing);
      case SKIP -> new None();
    };
  }
}
