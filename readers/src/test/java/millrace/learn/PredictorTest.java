package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Prediction.Sequences;
import millrace.learn.Prediction.Texts;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private final ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();

  private final Predictor<Numbers> doubling =
      f -> {
        sizes.add(f.size());
        var v = f.column("a", Column.Numeric.class).values();
        return new Numbers(Arrays.stream(v).map(x -> 2 * x).toArray());
      };

  private static Frame rows(int n) {
    var v = new double[n];
    Arrays.setAll(v, i -> i);
    return Frame.of("a", new Column.Numeric(v));
  }

  @Test
  void blocksComeBackInOrder() {
    var all = rows(1001);
    var said = Predictor.inBlocks(doubling, all, Run.quiet().threads(3));
    assertEquals(12, sizes.size());
    assertEquals(1001, sizes.stream().mapToInt(i -> i).sum());
    assertArrayEquals(doubling.predict(all).values(), said.values());
  }

  @Test
  void fewRowsAndOneThreadStayInOneBlock() {
    Predictor.inBlocks(doubling, rows(100), Run.quiet().threads(3));
    Predictor.inBlocks(doubling, rows(1000), Run.quiet().threads(1));
    assertEquals(List.of(100, 1000), List.copyOf(sizes));
  }

  @Test
  void predictionsOfEachKindAreJoined() {
    var levels = Vocabulary.of("no", "yes");
    var labels =
        Prediction.concat(
            List.of(
                new Labels(new double[] {.2, .8}, levels),
                new Labels(new double[] {1, 0}, levels)));
    assertArrayEquals(new double[] {.2, .8, 1, 0}, labels.probability());
    var clusters =
        Prediction.concat(
            List.of(new Clusters(new int[] {0, -1}, 3), new Clusters(new int[] {2}, 3)));
    assertArrayEquals(new int[] {0, -1, 2}, clusters.cluster());
    assertEquals(3, clusters.count());
    var one = new Sequences(new Column.Tokens(new int[] {0, 2}, new int[] {0, 1}, levels));
    var two = new Sequences(new Column.Tokens(new int[] {0, 1}, new int[] {1}, levels));
    var both = Prediction.concat(List.of(one, two)).labels();
    assertEquals(List.of("no yes", "yes"), List.of(both.cell(0), both.cell(1)));
    var texts =
        Prediction.concat(
            List.of(new Texts(Column.Text.of("one", "")), new Texts(Column.Text.of("two"))));
    assertEquals(List.of("one", "", "two"), texts.answers().values());
    assertEquals(3, texts.size());
  }
}
