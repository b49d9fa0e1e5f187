package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import millrace.contract.Project;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.nlp.CleanWords;
import millrace.nlp.Collocations;
import millrace.nlp.DocumentFrequency;
import millrace.nlp.SplitSentences;
import millrace.nlp.Stem;
import millrace.nlp.StopWords;
import millrace.nlp.TfIdf;
import millrace.nlp.Tokenize;
import millrace.preprocess.Steps;
import millrace.readers.Csv;
import millrace.readers.Kind;
import millrace.readers.Schema;
import millrace.run.Run;
import millrace.store.Store;
import millrace.trainers.Logistic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/text.md runs, and stands there as it stands here. */
class TextGuideTest {
  @TempDir Path folder;

  @Test
  void theGuideRuns() throws IOException {
    var lines = new ArrayList<String>(List.of("label,text"));
    for (int i = 0; i < 30; i++) {
      lines.add("spam,\"Claim your prize %d now! Call us to claim it.\"".formatted(i));
      lines.add("ham,\"See you at %d. Is lunch at home not fine?\"".formatted(i));
    }
    Files.write(folder.resolve("sms.csv"), lines);
    // guide
    var sms = Csv.of(folder.resolve("sms.csv")).schema(Schema.of("text", Kind.TEXT)).read();
    var texts = sms.target("label");
    var model = Steps.of(new TfIdf().ngramMax(2)).then(new Logistic().c(10)).fit(texts);
    Store.save(model, folder.resolve("sms.safetensors"));
    var said = model.predict(Frame.text("text", List.of("call now to claim your prize")));

    var prep =
        Steps.of(
            new Tokenize().tokenizer(Tokenize.Kind.UNICODE),
            new CleanWords().minLength(2).maxLength(15).drop("\\d+"),
            new Collocations().connectors(Collocations.ENGLISH_CONNECTORS),
            new StopWords().also("re", "fwd").except("not"),
            new Stem(),
            new DocumentFrequency().minDf(2).maxDf(.5).maxFeatures(100_000),
            new TfIdf());
    var prepared = prep.fit(texts).apply(texts);

    var beside = new SplitSentences().fit(texts).apply(texts);
    var rows = new SplitSentences().explode(texts, "text", Run.quiet());
    var german = new SplitSentences().splitter(SplitSentences.Splitter.JDK).language("de");
    // end of guide
    assertTrue(said.probability(0, said.levels().id("spam")) > .5);
    var features = prepared.column("text", Column.Sparse.class).features();
    assertTrue(features.has("claim") && !features.has("your"), features.names().toString());
    assertTrue(features.has("not"), features.names().toString());
    var sentences = beside.column("text_sentences", Column.Spans.class);
    assertEquals(sentences.from().length, rows.size());
    assertEquals("Claim your prize 0 now!", rows.column("text").cell(0));
    assertEquals("de", german.language());
  }

  @Test
  void theGuideHasThatCode() throws IOException {
    var guide = Files.readString(Project.root().resolve("docs/text.md"));
    var there =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(guide)
            .results()
            .map(m -> m.group(1))
            .collect(Collectors.joining(" "));
    var source =
        Files.readString(Project.root().resolve("src/test/java/millrace/cli/TextGuideTest.java"));
    var here = source.substring(source.indexOf("// guide") + 8, source.indexOf("// end of guide"));
    assertEquals(squeezed(here), squeezed(there));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
