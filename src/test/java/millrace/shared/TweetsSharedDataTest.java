package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.data.Column;
import millrace.nlp.Tokenize;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tweets of the Broad Twitter Corpus (dev and test), whose tokens stand between blanks: what we
 * cut out of them is nearly what its makers did. NLTK 3.8 reaches an F1 of .953 here.
 */
@Tag("shared-data")
class TweetsSharedDataTest {
  private static List<List<String>> tweets() throws IOException {
    var out = new ArrayList<List<String>>();
    for (var file : List.of("btc.dev", "btc.test")) {
      var tokens = new ArrayList<String>();
      for (var line : Files.readAllLines(Path.of(SharedData.file("broad-twitter/" + file)))) {
        if (!line.isBlank()) {
          tokens.add(line.split("\t", -1)[0]);
        } else if (!tokens.isEmpty()) {
          out.add(List.copyOf(tokens));
          tokens.clear();
        }
      }
      if (!tokens.isEmpty()) out.add(List.copyOf(tokens));
    }
    return out;
  }

  /** Places of the tokens among all characters but blanks. */
  private static Set<List<Integer>> places(List<String> tokens) {
    var out = new HashSet<List<Integer>>();
    int at = 0;
    for (var t : tokens) {
      int length = t.replaceAll("\\s", "").length();
      out.add(List.of(at, at + length));
      at += length;
    }
    return out;
  }

  @Test
  void agreesWithTheCorpus() throws IOException {
    int both = 0;
    int theirs = 0;
    int ours = 0;
    var tweets = tweets();
    assertEquals(3002, tweets.size());
    var text = new Column.Text(tweets.stream().map(t -> String.join(" ", t)).toList());
    var how = new Tokenize().tokenizer(Tokenize.Kind.TWEET).lowercase(false);
    var tokens = how.tokens(text, Run.quiet());
    for (int i = 0; i < tweets.size(); i++) {
      var expected = places(tweets.get(i));
      var cut = places(Arrays.stream(tokens.row(i)).mapToObj(tokens.words()::name).toList());
      theirs += expected.size();
      ours += cut.size();
      for (var place : cut) if (expected.contains(place)) both++;
    }
    double f1 = 2.0 * both / (theirs + ours);
    assertTrue(f1 > .9604, "F1 " + f1);
  }
}
