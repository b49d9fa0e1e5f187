package millrace.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.SequenceLabelling;
import millrace.evaluation.SpanScores;
import millrace.nlp.WordFeatures;
import millrace.preprocess.Steps;
import millrace.readers.Conll;
import millrace.readers.ConllU;
import millrace.readers.Policy;
import millrace.readers.Problem;
import millrace.run.Run;
import millrace.trainers.Crf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels of real sentences, as docs/sequences.md has them. No clock is read. */
@Tag("shared-data")
class SequencesSharedDataTest {
  private static int tokens(Frame frame, String column) {
    return frame.column(column, Column.Tokens.class).ids().length;
  }

  /** CoNLL-2000's best system of 2000 has an F1 of .9348, CRF++ about .937. */
  @Test
  void chunksOfConll2000() {
    var train = Conll.of(SharedData.file("conll2000/train.txt.gz")).read().target("chunk");
    var test = Conll.of(SharedData.file("conll2000/test.txt.gz")).read().target("chunk");
    assertEquals(List.of(8936, 211727), List.of(train.size(), tokens(train, "word")));
    assertEquals(List.of(2012, 47377), List.of(test.size(), tokens(test, "word")));
    var model = new Crf().maxIter(50).fit(train, Run.seeded(1));
    var scores = SpanScores.of(test.targetColumn(), model.predict(test));
    assertEquals(23852, scores.truth());
    assertTrue(scores.f1() >= .93, scores.toString());
  }

  @Test
  void partsOfSpeechOfUniversalDependencies() {
    var train = words("train").target("upos");
    var test = words("test").target("upos");
    assertEquals(List.of(12544, 204577), List.of(train.size(), tokens(train, "form")));
    assertEquals(List.of(2077, 25094), List.of(test.size(), tokens(test, "form")));
    var tagger = Steps.of(new WordFeatures()).then(new Crf().context("form_lower").maxIter(40));
    var said = tagger.fit(train, Run.seeded(1)).predict(test.features());
    double accuracy = SequenceLabelling.TOKEN_ACCURACY.score(test.targetColumn(), said);
    assertTrue(accuracy >= .93, "accuracy is " + accuracy);
  }

  private static Frame words(String part) {
    var file = SharedData.file("ud-english-ewt/en_ewt-ud-%s.conllu.gz".formatted(part));
    return ConllU.of(file).layers("form", "upos").read();
  }

  /** Every layer and comment of the treebank's test part, which holds the hard cases. */
  @Test
  void allOfATreebank() {
    var all =
        ConllU.of(SharedData.file("ud-english-ewt/en_ewt-ud-test.conllu.gz"))
            .comments("sent_id", "text")
            .read();
    assertEquals(2077, all.size());
    for (var n : ConllU.LAYERS) assertEquals(25094, tokens(all, n), n);
    assertEquals(0, all.column("text").missing() + all.column("sent_id").missing());
  }

  /** Tweets with words that were spaces or held a line end: none is lost without a word. */
  @Test
  void tweetsWithEmptyWords() {
    var reader = Conll.of(SharedData.file("broad-twitter/btc.test")).policy(Policy.COLLECT);
    var strict = reader.readAll();
    assertEquals(List.of(13045L, 16303L), strict.problems().stream().map(Problem::line).toList());
    var filled = reader.empty("_").readAll();
    assertEquals(List.of(13045L), filled.problems().stream().map(Problem::line).toList());
    assertEquals(strict.frame().size() + 1, filled.frame().size());
    assertEquals(
        List.of("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O"),
        filled.frame().column("tag", Column.Tokens.class).words().names().stream()
            .sorted()
            .toList());
  }
}
