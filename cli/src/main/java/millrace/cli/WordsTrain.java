package millrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.data.DataException;
import millrace.embeddings.Corpus;
import millrace.embeddings.FastText;
import millrace.embeddings.VectorFormat;
import millrace.embeddings.WordTrainer;
import millrace.embeddings.WordVectors;
import millrace.learn.Catalog;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns word vectors from files of any size. */
@Command(
    name = "train",
    description = {
      "Learn word vectors from files with a sentence a line, words separated by spaces.",
      "Files may be larger than memory, and gzip."
    },
    mixinStandardHelpOptions = true)
final class WordsTrain implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The text.")
  List<Path> files = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "skip-gram, cbow, glove or fasttext (default: ${DEFAULT-VALUE}).")
  String model = "skip-gram";

  @Option(
      names = "--param",
      paramLabel = "KEY=VALUE",
      description = "A parameter of the model, such as width=300; see ./millrace models.")
  List<String> params = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where the vectors go: .vec, .txt, .bin or .safetensors, also with .gz.")
  Path out = Path.of("vectors.vec");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "word2vec-text, word2vec-binary, glove, fasttext or safetensors (default: by the name).")
  @Nullable String format;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all randomness (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The most threads used; the result does not depend on it (default: all).")
  int threads = Runtime.getRuntime().availableProcessors();

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var trainer = trainer();
    var to = format(format, out, trainer instanceof FastText);
    checkFolder(out);
    WordVectors found;
    try (var progress = new ProgressLine(command.commandLine().getErr())) {
      found =
          trainer.fit(
              Corpus.lines(files.toArray(Path[]::new)),
              Run.seeded(seed).threads(threads).listen(progress));
    }
    to.write(found, out);
    command
        .commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d words of %d numbers: %s (%s)%n",
            found.words().size(),
            found.width(),
            out.toAbsolutePath(),
            name(to));
    return 0;
  }

  private WordTrainer trainer() {
    var plain = model.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    Trainer<?> trainer =
        switch (plain) {
          case "skipgram" -> LineUp.parse(Catalog.find("Word2Vec"), "algorithm=SKIP_GRAM");
          case "cbow", "word2vec" -> Catalog.find("Word2Vec");
          case "glove" -> Catalog.find("GloVe");
          case "fasttext" -> Catalog.find("FastText");
          default ->
              throw new IllegalArgumentException(
                  "there is no model '%s'; there are skip-gram, cbow, glove and fasttext"
                      .formatted(model));
        };
    for (var p : params) trainer = LineUp.parse(trainer, p);
    return (WordTrainer) trainer;
  }

  /** Before anything is learned for hours. */
  private static void checkFolder(Path out) {
    var folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder))
      throw new DataException(
          "%s cannot be written: there is no folder %s; make it first".formatted(out, folder));
  }

  /**
   * The format that is asked for, or that goes with the name of the file.
   *
   * @param subwords whether there are vectors of subwords, which of the formats named .bin only
   *     fastText's has
   */
  static VectorFormat format(@Nullable String asked, Path file, boolean subwords) {
    if (asked != null) {
      for (var f : VectorFormat.values()) if (name(f).equalsIgnoreCase(asked)) return f;
      throw new IllegalArgumentException(
          "there is no format '%s'; there are word2vec-text, word2vec-binary, glove, fasttext and safetensors"
              .formatted(asked));
    }
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".safetensors")) return VectorFormat.SAFETENSORS;
    if (name.endsWith(".bin"))
      return subwords ? VectorFormat.FASTTEXT : VectorFormat.WORD2VEC_BINARY;
    return VectorFormat.WORD2VEC_TEXT;
  }

  static String name(VectorFormat format) {
    return format.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
