package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.run.Run;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The numbers of the topic browser against numpy and scipy ({@code golden/browser.py}). Sums to a
 * part in 10¹²; divergences are small differences of entropies, so 10⁻¹² absolutely; coordinates
 * are eigenvectors of those, to 10⁻⁹.
 */
class TopicMathTest {
  private static JsonNode golden(String name) {
    try (var in = TopicMathTest.class.getResourceAsStream("/golden/browser.json")) {
      return new ObjectMapper().readTree(in).get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).asDouble()).toArray();
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"smooth", "zeros", "three"})
  void divergencesAndCoordinates(String name) {
    var g = golden(name);
    int k = g.get("k").asInt();
    var phi = numbers(g.get("phi"));
    var distances = TopicMap.divergences(phi, k, Run.seeded(1).threads(1));
    assertArrayEquals(numbers(g.get("distances")), distances, 1e-12);
    assertArrayEquals(distances, TopicMap.divergences(phi, k, Run.seeded(1).threads(3)));
    assertArrayEquals(numbers(g.get("xy")), TopicMap.place(distances, k), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"smooth", "zeros", "three"})
  void relevanceAndSaliency(String name) {
    var g = golden(name);
    int k = g.get("k").asInt();
    var phi = numbers(g.get("phi"));
    int width = phi.length / k;
    var relevance = new Relevance(phi, numbers(g.get("share")));
    assertArrayEquals(numbers(g.get("marginal")), relevance.marginal(), 1e-14);
    assertArrayEquals(numbers(g.get("saliency")), relevance.saliency(), 1e-13);
    assertArrayEquals(ints(g.get("salient")), relevance.salient(6));
    int compared = 0;
    for (int step : new int[] {0, 60, 100}) {
      double lambda = step / 100.0;
      for (int t = 0; t < k; t++) {
        var expected = g.get("relevance").get("" + step).get(t);
        for (int w = 0; w < width; w++) {
          if (expected.get(w).isNull()) continue;
          double actual =
              lambda * relevance.logProbability(t, w) + (1 - lambda) * relevance.logLift(t, w);
          double e = expected.get(w).asDouble();
          assertEquals(e, actual, 1e-12 * Math.max(1, Math.abs(e)));
          compared++;
        }
      }
    }
    assertTrue(compared >= 30, name + " compared " + compared);
    for (int t = 0; t < k; t++) {
      var expected = ints(g.get("candidates").get(t));
      assertArrayEquals(expected, relevance.candidates(t, 6), name + " topic " + t);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void fewTopicsLieOnALine(int k) {
    var phi = k == 1 ? new double[] {.5, .5} : new double[] {1, 0, 0, 1};
    var distances = TopicMap.divergences(phi, k, Run.quiet());
    var places = TopicMap.place(distances, k);
    var expected = k == 1 ? new double[2] : new double[] {Math.log(2) / 2, 0, -Math.log(2) / 2, 0};
    assertArrayEquals(expected, places, 1e-9, Arrays.toString(places));
  }
}
