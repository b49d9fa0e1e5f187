package millrace.evaluation;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.DataException;
import millrace.learn.WordSpace;
import millrace.readers.Lines;

/**
 * Pairs of words with people's judgement of how alike they are, such as WordSim-353, MEN or
 * SimLex-999, and how well the cosines of a space agree with it.
 *
 * <pre>{@code
 * var scores = sets.stream().map(set -> set.score(space)).toList();
 * System.out.println(WordSimilarity.table(scores));
 * }</pre>
 *
 * <p>Compare numbers only if they use the same pairs: a space that lacks the rare words leaves out
 * the hard ones. {@link Score#used} says of how many a number is.
 *
 * @param name of the set
 * @param pairs at least one
 */
public record WordSimilarity(String name, List<WordSimilarity.Pair> pairs) {
  /** Two words, and how alike people find them, on any scale; more is more alike. */
  public record Pair(String a, String b, double score) {}

  public WordSimilarity {
    pairs = List.copyOf(pairs);
    if (pairs.isEmpty()) throw new IllegalArgumentException(name + ": there are no pairs");
  }

  /**
   * How well a space agrees with a set. Prints as one line of {@link #table}.
   *
   * @param name of the set
   * @param spearman Spearman's rank correlation of cosines and judgements, ties with their mean
   *     rank, as {@code scipy.stats.spearmanr}; not a number where one of the two does not vary
   * @param low lower end of the 95 % interval of Spearman's correlation: tanh(atanh(r) ± 1.96 √((1
   *     + r²/2) / (n − 3))), Fisher's transformation with the variance of Bonett and Wright (2000).
   *     It takes the pairs for a sample of independent ones. Not a number for fewer than four
   * @param high its upper end
   * @param pearson Pearson's correlation
   * @param used pairs with a cosine
   * @param asked pairs in all
   */
  public record Score(
      String name, double spearman, double low, double high, double pearson, int used, int asked) {
    /** The share of the pairs that have a cosine. */
    public double coverage() {
      return (double) used / asked;
    }

    @Override
    public String toString() {
      return table(List.of(this));
    }
  }

  /**
   * Reads a file, gzip or not: two words and a number a line, between tabs, else commas, else
   * blanks. Blank lines and lines from {@code #} are left out; so is a header, which is a first
   * line whose last cell begins as no number does. The set has the file's name without endings.
   *
   * @throws DataException that names file and line, if a line is of another form or there are no
   *     pairs
   */
  public static WordSimilarity read(Path file) {
    var pairs = new ArrayList<Pair>();
    try (var lines = new Lines(file, StandardCharsets.UTF_8)) {
      boolean first = true;
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank() || line.startsWith("#")) continue;
        var cells = cells(line);
        var last = cells[cells.length - 1];
        if (first && (last.isEmpty() || "+-.0123456789".indexOf(last.charAt(0)) < 0)) {
          first = false;
          continue;
        }
        first = false;
        if (cells.length != 3 || cells[0].isEmpty() || cells[1].isEmpty()) {
          throw lines.error(
              "'%s' has %d cells, but must be two words and a number between tabs, commas or blanks"
                  .formatted(line, cells.length));
        }
        pairs.add(new Pair(cells[0], cells[1], number(lines, cells[2])));
      }
    }
    if (pairs.isEmpty()) {
      throw new DataException(
          "%s: has no pairs; a line must be two words and a number between tabs, commas or blanks"
              .formatted(file));
    }
    return new WordSimilarity(name(file), pairs);
  }

  private static String[] cells(String line) {
    var separator = line.indexOf('\t') >= 0 ? "\t" : line.indexOf(',') >= 0 ? "," : "\\s+";
    var cells = line.strip().split(separator, -1);
    for (int i = 0; i < cells.length; i++) cells[i] = cells[i].strip();
    return cells;
  }

  private static double number(Lines lines, String cell) {
    try {
      double value = Double.parseDouble(cell);
      if (Double.isFinite(value)) return value;
    } catch (NumberFormatException e) {
      // said below
    }
    throw lines.error("the score '%s' is no finite number".formatted(cell));
  }

  private static String name(Path file) {
    var name = file.getFileName().toString().replaceFirst("\\.gz$", "");
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** The score with words as they are written, else in lower case. */
  public Score score(WordSpace space) {
    return score(space, WordCase.AS_WRITTEN);
  }

  /**
   * The score. A pair counts if {@link WordSpace#cosine} gives a number: both words are known, or
   * composed of parts (a word that is not known in any case is composed as it is written). With
   * {@link WordCase#IGNORED} numbers equal those of gensim's {@code evaluate_word_pairs}, but that
   * gensim asks for the first 300,000 words only. O(pairs × width).
   */
  public Score score(WordSpace space, WordCase wordCase) {
    var lookup = new WordLookup(space.words(), Integer.MAX_VALUE, wordCase);
    var truth = new double[pairs.size()];
    var cosines = new double[pairs.size()];
    int n = 0;
    for (var pair : pairs) {
      double cosine = space.cosine(lookup.name(pair.a()), lookup.name(pair.b()));
      if (Double.isNaN(cosine)) continue;
      truth[n] = pair.score();
      cosines[n++] = cosine;
    }
    truth = Arrays.copyOf(truth, n);
    cosines = Arrays.copyOf(cosines, n);
    double r = Correlation.spearman(truth, cosines);
    double half = Correlation.halfOfSpearman(r, n);
    double z = Correlation.atanh(r);
    return new Score(
        name,
        r,
        Math.tanh(z - half),
        Math.tanh(z + half),
        Correlation.pearson(truth, cosines),
        n,
        pairs.size());
  }

  /** A line for each score, aligned, under a heading. */
  public static String table(List<Score> scores) {
    int width = scores.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    width = Math.max(width, 5);
    var out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  spearman  95 %% interval     pearson   used  of pairs\n",
            "pairs"));
    for (var s : scores) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %8.4f  [%7.4f, %7.4f]  %7.4f  %5d  %8d\n",
              s.name(),
              s.spearman(),
              s.low(),
              s.high(),
              s.pearson(),
              s.used(),
              s.asked()));
    }
    return out.toString();
  }
}
