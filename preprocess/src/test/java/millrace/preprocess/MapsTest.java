package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Tsne and Umap. Places are no closed form, so what they reach is compared: the divergence with
 * scikit-learn 1.2.1 (golden/maps.py), and how many neighbours are kept.
 */
class MapsTest {
  private static final Run RUN = Run.seeded(1).threads(2);
  private static final int ROWS = 120;
  private static final int WIDTH = 6;

  private static double[] x() {
    return Golden.numbers(Golden.read("maps.json").get("x"));
  }

  private static Frame frame() {
    var m = new LinkedHashMap<String, Column>();
    for (int f = 0; f < WIDTH; f++) {
      var v = new double[ROWS];
      for (int i = 0; i < ROWS; i++) v[i] = x()[i * WIDTH + f];
      m.put("x" + f, new Column.Numeric(v));
    }
    return Frame.of(m);
  }

  /** Against central differences; 1e-6 relative is what these give in double. */
  @Test
  void theGradientIsThatOfTheDivergence() {
    var near = Neighbours.of(x(), WIDTH).nearestOthers(ROWS - 1, RUN);
    var p = Tsne.probabilities(near, 10, RUN);
    double total = 0;
    for (double v : p.weights()) total += v;
    assertEquals(1, total, 1e-12);
    var tsne = new Tsne().method(Tsne.Method.EXACT);
    var y = RUN.random("y").doubles(2 * ROWS, -3, 3).toArray();
    var gradient = new double[y.length];
    var unused = new double[y.length];
    tsne.gradient(p, 1, y, gradient, RUN);
    for (int i = 0; i < 20; i++) {
      double h = 1e-5;
      double at = y[i];
      y[i] = at + h;
      double up = tsne.gradient(p, 1, y, unused, RUN);
      y[i] = at - h;
      double down = tsne.gradient(p, 1, y, unused, RUN);
      y[i] = at;
      assertEquals((up - down) / (2 * h), gradient[i], 1e-6 * Math.abs(gradient[i]) + 1e-10);
    }
    tsne.method(Tsne.Method.BARNES_HUT).angle(0.1).gradient(p, 1, y, unused, RUN);
    for (int i = 0; i < y.length; i++) assertEquals(gradient[i], unused[i], 1e-4);
  }

  @Test
  void tsneReachesWhatScikitLearnReaches() {
    var golden = Golden.read("maps.json");
    var tsne = new Tsne().perplexity(12).nIter(500);
    for (var method : Tsne.Method.values()) {
      var fitted = tsne.method(method).fit(frame(), RUN);
      double divergence = golden.get("divergence").doubleValue();
      assertTrue(fitted.divergence() <= divergence * 1.05, method + " " + fitted.divergence());
      double trust = golden.get("trustworthiness").doubleValue();
      assertTrue(trust(fitted.places()) >= trust - 0.01, method + " " + trust(fitted.places()));
    }
  }

  /**
   * Exaggeration may draw all places into one, as it did with 1000 word vectors: without slope, but
   * no end.
   */
  @Test
  void onePlaceForAllIsNoMap() {
    var one = new double[200];
    var map = new double[200];
    for (int i = 0; i < one.length; i++) {
      one[i] = 8.65e-7 + 1e-10 * i;
      map[i] = i % 2 == 0 ? 500 : .1 * i; // wide in the second dimension alone
    }
    assertFalse(new Tsne().unfolded(one));
    assertTrue(new Tsne().unfolded(map));
  }

  /** Published for umap-learn 0.5: a = 1.577, b = 0.895 at the defaults. */
  @Test
  void theCurveIsThePublishedOne() {
    var curve = Umap.curve(0.1, 1);
    assertEquals(1.577, curve[0], 5e-4);
    assertEquals(0.895, curve[1], 5e-4);
    var wide = Umap.curve(0.5, 1); // 0.583, 1.334
    assertEquals(0.583, wide[0], 5e-4);
    assertEquals(1.334, wide[1], 5e-4);
  }

  @Test
  void membershipsWeighTheLogarithm() {
    var near = Neighbours.of(x(), WIDTH).nearestOthers(14, RUN);
    for (int i = 0; i < ROWS; i++) {
      var w = Umap.memberships(near.distances(), i * 14, 14);
      assertEquals(1, w[0]);
      assertEquals(Math.log(15) / Math.log(2), Arrays.stream(w).sum(), 2e-5);
    }
  }

  @Test
  void umapKeepsNeighbours() {
    var pca = new Pca().components(2).fit(frame(), RUN).apply(frame());
    var flat = new double[2 * ROWS];
    for (int i = 0; i < ROWS; i++)
      for (int c = 0; c < 2; c++)
        flat[2 * i + c] = pca.column("pca" + (c + 1), Column.Numeric.class).values()[i];
    for (var init : Umap.Init.values()) {
      var fitted = new Umap().init(init).fit(frame(), RUN);
      assertTrue(trust(fitted.places()) > trust(flat), init + " " + trust(fitted.places()));
    }
  }

  @Test
  void trainingRowsKeepTheirPlaces() {
    var tsne = new Tsne().nIter(250).fit(frame(), RUN);
    assertArrayEquals(tsne.places(), StepsGolden.rowMajor(tsne.apply(frame())));
    var umap = new Umap().nEpochs(20).metric(Neighbours.Metric.COSINE).fit(frame(), RUN);
    assertArrayEquals(umap.places(), StepsGolden.rowMajor(umap.apply(frame())));
  }

  @Test
  void fewAndEqualRowsHavePlaces() {
    for (int n : new int[] {2, 3, 40}) {
      var equal = Frame.of("a", new Column.Numeric(new double[n]));
      for (var step : java.util.List.of(new Tsne().nIter(250), new Umap().nEpochs(20))) {
        var out = step.fit(equal, RUN).apply(equal);
        for (double v : StepsGolden.rowMajor(out)) assertTrue(Double.isFinite(v));
      }
    }
    var e = assertThrows(IllegalArgumentException.class, () -> new Umap().minDist(2));
    assertTrue(e.getMessage().contains("minDist"));
  }

  /** 1 minus how far the places' 5 neighbours were from being neighbours (Venna, Kaski 2001). */
  private static double trust(double[] places) {
    int k = 5;
    var all = Neighbours.of(x(), WIDTH).nearestOthers(ROWS - 1, RUN);
    var near = Neighbours.of(places, 2).nearestOthers(k, RUN);
    double lost = 0;
    for (int i = 0; i < ROWS; i++) {
      var rank = new int[ROWS];
      for (int j = 0; j < ROWS - 1; j++) rank[all.rows()[i * (ROWS - 1) + j]] = j + 1;
      for (int j = 0; j < k; j++) lost += Math.max(0, rank[near.rows()[i * k + j]] - k);
    }
    return 1 - lost * 2 / (ROWS * (double) k * (2.0 * ROWS - 3 * k - 1));
  }
}
