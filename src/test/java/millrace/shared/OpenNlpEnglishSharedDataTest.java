package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.nlp.Annotate;
import millrace.nlp.Annotate.Layer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The default annotator against the gold of UD English EWT's development part: 2,001 sentences,
 * each a row, tokens cut by the annotator itself. A contraction is one token, as the annotator has
 * it: its gold tag is that of its words with a plus between them. So the scores are F1 over tokens
 * of the same place, as the CoNLL 2018 shared task counts them, and lower than with gold tokens.
 */
@Tag("shared-data")
class OpenNlpEnglishSharedDataTest {
  /** A surface token of the gold and what it should be. */
  private record Gold(int row, int from, int to, String pos, String lemma) {}

  private static final List<String> TEXTS = new ArrayList<>();
  private static final Map<List<Integer>, Gold> GOLD = new HashMap<>();
  private static Frame said = Frame.text("text", List.of());

  @BeforeAll
  static void annotate() throws IOException {
    read(Path.of(SharedData.file("ud-english-ewt/en_ewt-ud-dev.conllu.gz")));
    assertEquals(2001, TEXTS.size());
    var frame = Frame.text("text", TEXTS);
    said = new Annotate().layers(Layer.OFFSETS, Layer.POS, Layer.LEMMA).fit(frame).apply(frame);
  }

  private static void read(Path file) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      var lines = new ArrayList<String[]>();
      var text = "";
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("# text = ")) text = line.substring("# text = ".length());
        else if (line.isEmpty()) {
          sentence(text, lines);
          lines.clear();
        } else if (line.charAt(0) != '#') lines.add(line.split("\t"));
      }
    }
  }

  private static void sentence(String text, List<String[]> lines) {
    int at = 0;
    int row = TEXTS.size();
    TEXTS.add(text);
    for (int i = 0; i < lines.size(); ) {
      var token = lines.get(i++);
      if (token[0].contains(".")) continue; // a word that is not written
      var pos = token[3];
      var lemma = token[2];
      if (token[0].contains("-")) {
        var range = token[0].split("-");
        int words = Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1;
        var tags = new ArrayList<String>();
        var bases = new ArrayList<String>();
        for (int end = i + words; i < end; i++) {
          tags.add(lines.get(i)[3]);
          bases.add(lines.get(i)[2]);
        }
        pos = String.join("+", tags);
        lemma = String.join("+", bases);
      }
      int from = text.indexOf(token[1], at);
      at = from + token[1].length();
      GOLD.put(List.of(row, from, at), new Gold(row, from, at, pos, lemma));
    }
  }

  /** Two times what is right over the number of gold tokens and of those said. */
  private static double f1(String layer) {
    var offsets = said.column("text_offsets", Column.Spans.class);
    var labels =
        layer.equals("offsets")
            ? offsets.tokens()
            : said.column("text_" + layer, Column.Tokens.class);
    int right = 0;
    for (int row = 0; row < said.size(); row++) {
      for (int k = offsets.starts()[row]; k < offsets.starts()[row + 1]; k++) {
        var gold = GOLD.get(List.of(row, offsets.from()[k], offsets.to()[k]));
        if (gold == null) continue;
        var label = labels.words().name(labels.ids()[k]);
        boolean same =
            switch (layer) {
              case "pos" -> label.equals(gold.pos());
              case "lemma" -> label.equalsIgnoreCase(gold.lemma());
              default -> true;
            };
        if (same) right++;
      }
    }
    return 2.0 * right / (GOLD.size() + labels.ids().length);
  }

  private static void atLeast(double least, String layer) {
    double f1 = f1(layer);
    assertTrue(f1 >= least, layer + " " + f1);
  }

  @Test
  void tokens() {
    atLeast(0.987, "offsets");
  }

  @Test
  void partsOfSpeech() {
    atLeast(0.915, "pos");
  }

  @Test
  void lemmas() {
    atLeast(0.968, "lemma");
  }
}
