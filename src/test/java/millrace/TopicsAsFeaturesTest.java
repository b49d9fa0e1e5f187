package millrace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.nlp.StopWords;
import millrace.nlp.Tokenize;
import millrace.nlp.topics.Btm;
import millrace.nlp.topics.Gsdmm;
import millrace.nlp.topics.Lda;
import millrace.nlp.topics.OnlineLda;
import millrace.preprocess.Step;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.store.Store;
import millrace.trainers.Logistic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Raw text in, topics as features of a classifier, one model file. */
class TopicsAsFeaturesTest {
  private static final List<String> FOOD =
      List.of("bread", "cheese", "apple", "soup", "pepper", "honey", "butter", "salad");
  private static final List<String> SHIPS =
      List.of("anchor", "sail", "harbour", "rudder", "deck", "captain", "mast", "cargo");

  static List<Step<?>> models() {
    return List.of(
        new Lda().topics(4).iterations(100),
        new OnlineLda().topics(4),
        new Gsdmm().topics(10),
        new Btm().topics(4).iterations(50));
  }

  private static Frame texts(int rows, long seed) {
    var random = new Random(seed);
    var texts = new ArrayList<String>();
    var labels = new ArrayList<String>();
    for (int i = 0; i < rows; i++) {
      var words = i % 2 == 0 ? FOOD : SHIPS;
      var text = new StringBuilder("The");
      for (int k = 0; k < 6; k++) text.append(' ').append(words.get(random.nextInt(8)));
      texts.add(text.append('.').toString());
      labels.add(i % 2 == 0 ? "food" : "ships");
    }
    return Frame.text("text", texts).with("label", Column.Nominal.of(labels)).target("label");
  }

  @ParameterizedTest
  @MethodSource("models")
  void classify(Step<?> topics) {
    var train = texts(200, 1);
    var fresh = texts(60, 2);
    var pipeline = Steps.of(new Tokenize(), new StopWords(), topics).then(new Logistic());
    var model = pipeline.fit(train, Run.seeded(1).threads(2));
    var said = model.predict(fresh.features(), Run.seeded(1).threads(3));
    double accuracy = Classification.ACCURACY.score(fresh.targetColumn(), said);
    assertTrue(accuracy >= .95, topics + " " + accuracy);
    var bytes = Store.bytes(model);
    assertArrayEquals(bytes, Store.bytes(pipeline.fit(train, Run.seeded(1).threads(1))));
    var back = (Labels) Store.load(bytes, Predictor.class).predict(fresh.features());
    assertArrayEquals(said.probability(), back.probability());
    var alone = model.predict(fresh.features().rows(7));
    assertEquals("ships", alone.levels().name(alone.code(0)));
    assertEquals(said.probability(7, 1), alone.probability(0, 1));
  }
}
