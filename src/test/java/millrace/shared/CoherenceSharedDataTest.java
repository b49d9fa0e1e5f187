package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.evaluation.Coherence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Coherence on 300 real mails, against what gensim 4.2.0 printed of them: {@code python3
 * evaluation/src/test/resources/golden/coherence.py FOLDER/lee_background.cor}. To a part in 10¹⁰.
 */
@Tag("shared-data")
class CoherenceSharedDataTest {
  private static final List<List<String>> TOPICS =
      List.of(
          words("australia australian south wales sydney melbourne government minister"),
          words("palestinian israeli arafat gaza hamas attacks security suicide israel west"),
          words("fire firefighters fires bushfire winds blue mountains sydney residents hill"),
          words("test cricket match day wicket waugh africa south innings bowler"),
          words("the of and to in for on that said is"),
          words("cricket afghanistan economy virus water zyzzyva bank film"));

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  @Test
  void equalsGensim() throws Exception {
    var corpus = corpus();
    assertEquals(300, corpus.size());
    near(
        Coherence.C_V,
        corpus,
        0.45215971950127637,
        0.9148980537791822,
        0.7641259522142796,
        0.7863865252514455,
        0.32637615098803546,
        0.482212095090905);
    near(
        Coherence.C_NPMI,
        corpus,
        -0.04664783945761109,
        0.18934781536747483,
        -0.14788518865333175,
        0.07527321553942957,
        -0.04475604991206936,
        -0.5044262296505716);
    near(
        Coherence.C_UCI,
        corpus,
        -2.3842980653019703,
        1.2993330375297867,
        -6.546775610596684,
        -2.270904455553819,
        -0.2009538974035166,
        -14.205200960168218);
    near(
        Coherence.U_MASS,
        corpus,
        -2.402968121545755,
        -0.566211095816641,
        -1.297036347726937,
        -1.4418003889172146,
        -0.2596582246677733,
        -20.164306297071608);
  }

  private static void near(Coherence kind, Column corpus, double... expected) {
    var scores = kind.of(TOPICS, corpus).topics();
    assertEquals(expected.length, scores.length);
    for (int t = 0; t < scores.length; t++) {
      double part = 1e-10 * Math.max(1, Math.abs(expected[t]));
      assertEquals(expected[t], scores[t], part, kind + " topic " + t);
    }
  }

  private static Column.Tokens corpus() throws Exception {
    var word = Pattern.compile("(?U)\\b\\w\\w+\\b");
    var lines = Files.readAllLines(Path.of(SharedData.file("gensim-lee/lee_background.cor")));
    var starts = new int[lines.size() + 1];
    var all = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      var m = word.matcher(lines.get(i).toLowerCase(Locale.ROOT));
      while (m.find()) all.add(m.group());
      starts[i + 1] = all.size();
    }
    var words = Vocabulary.of(all);
    return new Column.Tokens(starts, all.stream().mapToInt(words::id).toArray(), words);
  }
}
