package millrace.evaluation;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import millrace.data.DataException;
import millrace.learn.WordSpace;
import millrace.readers.Lines;
import millrace.run.Run;

/**
 * Questions "a is to b as c is to …" in sections, as {@code questions-words.txt} has them, and how
 * many a space answers.
 *
 * <p>A question is asked if its four words are among the first {@code most} words of the space, and
 * skipped otherwise. The answer is the best of those words that is none of the three asked about
 * ({@link WordSpace#analogies}), and right if it is the fourth. With {@link WordSpace.Analogy#ADD}
 * and {@link WordCase#IGNORED} these are the definitions of gensim's {@code
 * evaluate_word_analogies} ({@code restrict_vocab=300000, case_insensitive=True,
 * dummy4unknown=False}), but that gensim also passes over answers that differ from the three in
 * case only, and calls the accuracy of a section without answers 0.
 *
 * @param sections in the order of the file
 * @see "T. Mikolov, K. Chen, G. Corrado, J. Dean: Efficient Estimation of Word Representations in
 *     Vector Space, 2013"
 * @see "O. Levy, Y. Goldberg: Linguistic Regularities in Sparse and Explicit Word Representations,
 *     CoNLL 2014"
 */
public record Analogies(List<Analogies.Section> sections) {
  /** The first words of a space that are asked and may be answers, if nothing else is said. */
  public static final int MOST = 300_000;

  /** {@code a} is to {@code b} as {@code c} is to {@code d}. */
  public record Question(String a, String b, String c, String d) {}

  /** Questions of one kind; those whose name begins with {@code gram} are syntactic. */
  public record Section(String name, List<Question> questions) {
    public Section {
      questions = List.copyOf(questions);
    }
  }

  public Analogies {
    sections = List.copyOf(sections);
  }

  /**
   * The counts of a section, or of several.
   *
   * @param correct answers that are right
   * @param asked questions whose four words are known
   * @param skipped the others
   */
  public record Part(String name, int correct, int asked, int skipped) {
    /** correct / asked; not a number if nothing was asked. */
    public double accuracy() {
      return (double) correct / asked;
    }

    private boolean syntactic() {
      return name.startsWith("gram");
    }
  }

  /** The counts of all sections. Prints as a table with the totals below. */
  public record Score(WordSpace.Analogy how, List<Part> sections) {
    public Score {
      sections = List.copyOf(sections);
    }

    /** Of all sections. */
    public Part total() {
      return sum("total", _ -> true);
    }

    /** Of the sections that are not syntactic. */
    public Part semantic() {
      return sum("semantic", p -> !p.syntactic());
    }

    /** Of the sections whose name begins with {@code gram}. */
    public Part syntactic() {
      return sum("syntactic", Part::syntactic);
    }

    private Part sum(String name, Predicate<Part> which) {
      int correct = 0;
      int asked = 0;
      int skipped = 0;
      for (var part : sections) {
        if (!which.test(part)) continue;
        correct += part.correct();
        asked += part.asked();
        skipped += part.skipped();
      }
      return new Part(name, correct, asked, skipped);
    }

    @Override
    public String toString() {
      var rows = new ArrayList<>(sections);
      rows.addAll(List.of(semantic(), syntactic(), total()));
      int width = 9;
      for (var part : rows) width = Math.max(width, part.name().length());
      var out = new StringBuilder();
      out.append(
          String.format(
              Locale.ROOT, "%-" + width + "s  correct  asked  skipped  accuracy\n", "analogies"));
      for (var p : rows) {
        out.append(
            String.format(
                Locale.ROOT,
                "%-" + width + "s  %7d  %5d  %7d  %8.4f\n",
                p.name(),
                p.correct(),
                p.asked(),
                p.skipped(),
                p.accuracy()));
      }
      return out.toString();
    }
  }

  /**
   * Reads a file, gzip or not: a section's name after a colon, and below it four words a line
   * between blanks. Blank lines are left out.
   *
   * @throws DataException that names file and line, if a line is of another form, or a question
   *     stands before the first section; or if there are no questions
   */
  public static Analogies read(Path file) {
    var sections = new ArrayList<Section>();
    var questions = new ArrayList<Question>();
    var name = "";
    int n = 0;
    try (var lines = new Lines(file, StandardCharsets.UTF_8)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) continue;
        if (line.startsWith(":")) {
          if (!name.isEmpty()) sections.add(new Section(name, questions));
          questions.clear();
          name = line.substring(1).strip();
          if (name.isEmpty()) throw lines.error("a section has no name after ':'");
          continue;
        }
        var words = line.strip().split("\\s+");
        if (words.length != 4) {
          throw lines.error(
              "'%s' has %d words, but a question must have four: a is to b as c is to d"
                  .formatted(line, words.length));
        }
        if (name.isEmpty()) {
          throw lines.error(
              "'%s' stands before the first section; put a line such as ': family' above it"
                  .formatted(line));
        }
        questions.add(new Question(words[0], words[1], words[2], words[3]));
        n++;
      }
    }
    if (n == 0) {
      throw new DataException(
          "%s: has no questions; a section begins with a line such as ': family', a question is four words"
              .formatted(file));
    }
    sections.add(new Section(name, questions));
    return new Analogies(sections);
  }

  /** The score by {@link WordSpace.Analogy#ADD} among the first 300,000 words. */
  public Score score(WordSpace space, Run run) {
    return score(space, WordSpace.Analogy.ADD, MOST, run);
  }

  /** The score with words as they are written, else in lower case. */
  public Score score(WordSpace space, WordSpace.Analogy how, int most, Run run) {
    return score(space, how, most, WordCase.AS_WRITTEN, run);
  }

  /**
   * The score; the same for any number of threads. O(questions × most × width).
   *
   * @param most at least 1: only the first, most frequent, words are asked and may be answers
   * @param wordCase which words of the space are meant; with {@link WordCase#IGNORED} an answer is
   *     right in any case
   */
  public Score score(WordSpace space, WordSpace.Analogy how, int most, WordCase wordCase, Run run) {
    if (most < 1) throw new IllegalArgumentException("most must be at least 1 but is " + most);
    var lookup = new WordLookup(space.words(), most, wordCase);
    int all = 0;
    for (var section : sections) all += section.questions().size();
    var a = new int[all];
    var b = new int[all];
    var c = new int[all];
    var d = new int[all];
    var starts = new int[sections.size() + 1];
    int n = 0;
    for (int s = 0; s < sections.size(); s++) {
      for (var q : sections.get(s).questions()) {
        a[n] = lookup.id(q.a());
        b[n] = lookup.id(q.b());
        c[n] = lookup.id(q.c());
        d[n] = lookup.id(q.d());
        if (a[n] >= 0 && b[n] >= 0 && c[n] >= 0 && d[n] >= 0) n++;
      }
      starts[s + 1] = n;
    }
    var said =
        space.analogies(
            Arrays.copyOf(a, n),
            Arrays.copyOf(b, n),
            Arrays.copyOf(c, n),
            Math.min(most, space.words().size()),
            how,
            run);
    var parts = new ArrayList<Part>();
    for (int s = 0; s < sections.size(); s++) {
      int correct = 0;
      for (int i = starts[s]; i < starts[s + 1]; i++) if (lookup.same(said[i], d[i])) correct++;
      var section = sections.get(s);
      int asked = starts[s + 1] - starts[s];
      parts.add(new Part(section.name(), correct, asked, section.questions().size() - asked));
    }
    return new Score(how, parts);
  }
}
