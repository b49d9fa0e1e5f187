package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Clustering;
import millrace.evaluation.Topics;
import millrace.learn.TopicModel;
import millrace.learn.Trainer;
import millrace.nlp.topics.Btm;
import millrace.nlp.topics.Gsdmm;
import millrace.nlp.topics.OnlineLda;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Topic models on real texts, against the figures in the SOURCE.md of each set. */
@Tag("shared-data")
class TopicsSharedDataTest {
  private static final Run RUN = Run.seeded(1).threads(2);

  /** Short texts, a document a line, and their gold labels. */
  private record ShortTexts(Frame texts, Column.Nominal gold) {
    static ShortTexts of(String name) throws IOException {
      boolean plain = name.equals("Tweet");
      var lines = lines("sttm/" + name + (plain ? ".txt" : ".txt.gz"));
      var labels = lines("sttm/" + name + (plain ? "_LABEL.txt" : "_label.txt"));
      var words = new ArrayList<Integer>();
      var starts = new int[lines.size() + 1];
      var ids = new LinkedHashMap<String, Integer>();
      for (int d = 0; d < lines.size(); d++) {
        for (var w : lines.get(d).strip().split("\\s+"))
          words.add(ids.computeIfAbsent(w, _ -> ids.size()));
        starts[d + 1] = words.size();
      }
      var tokens = words.stream().mapToInt(i -> i).toArray();
      var column = new Column.Tokens(starts, tokens, Vocabulary.of(ids.keySet()));
      return new ShortTexts(
          Frame.of("words", column),
          Column.Nominal.of(labels.stream().map(String::strip).toList()));
    }

    int topics() {
      return gold.levels().size();
    }
  }

  private static List<String> lines(String name) throws IOException {
    var path = Path.of(file(name));
    try (var in = Files.newInputStream(path);
        var reader =
            new BufferedReader(
                new InputStreamReader(
                    name.endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** Blei's format: {@code distinct id:count id:count …}, a document a line. */
  private static Frame ldac(String name, String vocabulary) throws IOException {
    var lines = lines(name);
    var starts = new int[lines.size() + 1];
    var index = new ArrayList<Integer>();
    var value = new ArrayList<Double>();
    for (int d = 0; d < lines.size(); d++) {
      var cells = lines.get(d).strip().split(" ");
      for (int i = 1; i < cells.length; i++) {
        var pair = cells[i].split(":");
        index.add(Integer.valueOf(pair[0]));
        value.add(Double.valueOf(pair[1]));
      }
      starts[d + 1] = index.size();
    }
    return Frame.of(
        "counts",
        new Column.Sparse(
            starts,
            index.stream().mapToInt(i -> i).toArray(),
            value.stream().mapToDouble(v -> v).toArray(),
            Vocabulary.of(lines(vocabulary))));
  }

  /** The mean over seeds of the agreement with the gold labels. */
  private static double agreement(
      Trainer<? extends TopicModel> trainer, ShortTexts data, int seeds) {
    double sum = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      var model = trainer.fit(data.texts, Run.seeded(seed).threads(2));
      sum += Clustering.NMI.score(data.gold, model.clusters(data.texts, RUN));
    }
    return sum / seeds;
  }

  /** One setting for the three collections. */
  private static Gsdmm gsdmm(int topics) {
    return new Gsdmm().topics(topics).beta(0.5).iterations(100);
  }

  /** And with 300 clusters allowed the agreement stays. */
  @Test
  void tweetsFallIntoTheirEvents() throws IOException {
    var tweets = ShortTexts.of("Tweet");
    assertEquals(89, tweets.topics());
    double exact = agreement(gsdmm(89), tweets, 5);
    assertTrue(exact >= 0.795, "NMI with K = 89: " + exact);
    assertEquals(exact, agreement(gsdmm(300), tweets, 3), 0.05, "300 clusters allowed");
    var finer = new Gsdmm().topics(300).fit(tweets.texts, RUN);
    assertEquals(89, finer.topics(), 20, "clusters that the defaults use of 300");
  }

  /**
   * Snippets of fifteen words fall into many clusters if 300 are allowed, unless beta is larger.
   */
  @Test
  void searchSnippetsFallIntoTheirDomains() throws IOException {
    var snippets = ShortTexts.of("SearchSnippets");
    double exact = agreement(gsdmm(8), snippets, 5);
    assertTrue(exact >= 0.60, "NMI with K = 8: " + exact);
    double coarse = agreement(gsdmm(8).beta(2), snippets, 2);
    assertEquals(coarse, agreement(gsdmm(300).beta(2), snippets, 2), 0.05, "300 clusters allowed");
  }

  @Test
  void questionsFallIntoTheirTags() throws IOException {
    var questions = ShortTexts.of("StackOverflow");
    double exact = agreement(gsdmm(20), questions, 5);
    assertTrue(exact >= 0.58, "NMI with K = 20: " + exact);
    assertEquals(exact, agreement(gsdmm(300), questions, 2), 0.05, "300 clusters allowed");
  }

  /** Within .01 of SOURCE.md. */
  @Test
  void bitermTopicsAreThoseOfTheLabels() throws IOException {
    var btm = new Btm().alpha(0.1).shards(2);
    double tweets = agreement(btm.topics(89), ShortTexts.of("Tweet"), 1);
    assertTrue(tweets >= 0.793 - 0.01, "Tweet: NMI " + tweets);
    double snippets = agreement(btm.topics(8), ShortTexts.of("SearchSnippets"), 1);
    assertTrue(snippets >= 0.561 - 0.01, "SearchSnippets: NMI " + snippets);
    double questions = agreement(btm.topics(20), ShortTexts.of("StackOverflow"), 1);
    assertTrue(questions >= 0.435 - 0.01, "StackOverflow: NMI " + questions);
  }

  /**
   * Document completion within 1 % of the 1584.2 that scikit-learn reaches after 30 passes over all
   * documents; half as many are enough for that.
   */
  @Test
  void onlineTopicsCompleteNewsgroupPosts() throws IOException {
    var train = ldac("lda-20ng/train.ldac.gz", "lda-20ng/vocab.txt");
    assertEquals(11_214, train.size());
    var lda = new OnlineLda().topics(20).docTopicPrior(0.1).topicWordPrior(0.01).maxIter(15);
    var model = lda.fit(train, RUN);
    double perplexity =
        Topics.perplexity(
            model,
            ldac("lda-20ng/test-half1.ldac.gz", "lda-20ng/vocab.txt"),
            ldac("lda-20ng/test-half2.ldac.gz", "lda-20ng/vocab.txt"),
            RUN);
    assertTrue(perplexity <= 1584.2 * 1.01, "perplexity " + perplexity);
  }
}
