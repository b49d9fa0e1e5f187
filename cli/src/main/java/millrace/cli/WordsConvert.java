package millrace.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Vectors in another format. */
@Command(
    name = "convert",
    description = "Write vectors in another format.",
    mixinStandardHelpOptions = true)
final class WordsConvert implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "Vectors, of any format.")
  Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "TO", description = "Where they go.")
  Path to = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "word2vec-text, word2vec-binary, glove, fasttext or safetensors (default: by the name).")
  @Nullable String format;

  @picocli.CommandLine.Spec CommandSpec command;

  @Override
  public Integer call() {
    var vectors = WordsNearest.read(file);
    boolean subwords = vectors.subwords().buckets() > 0;
    var as = WordsTrain.format(format, to, subwords);
    as.write(vectors, to);
    command
        .commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d words of %d numbers: %s (%s)%n",
            vectors.words().size(),
            vectors.width(),
            to.toAbsolutePath(),
            WordsTrain.name(as));
    return 0;
  }
}
