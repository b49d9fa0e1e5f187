package millrace.preprocess;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import millrace.run.Run;

/**
 * Brute force for many queries. A blocked product in float gives, for each query and row, a number
 * that is never above the true score |x|²/2 - x·q: its rounding errors are bounded and taken off.
 * Only rows whose bound is not above the hits' limit are measured, in double; so the result is
 * exact and the same as that of a search row by row.
 *
 * <p>Rows are cut into tiles that are stored by column: plain loops over arrays, which the JIT
 * turns into vector code.
 */
final class Screen {
  /** Rows a tile: a column of it and a row of scores, four of each, stay in the first cache. */
  private static final int TILE = 512;

  /** Features that are multiplied before the next: a tile of them stays in the second cache. */
  private static final int PANEL = 128;

  /** Queries that go through a tile together. */
  private static final int QUERIES = 64;

  private static final double FLOAT_ROUNDING = 0x1p-24;
  private static final double DOUBLE_ROUNDING = 0x1p-53;

  private final Distance distance;
  private final double[] points;
  private final int rows;
  private final int width;

  /** The width, rounded up to a multiple of four by columns of zeros. */
  private final int padded;

  private final double[] centre;
  private final double scale;

  /** Per tile: its columns. */
  private final float[][][] tiles;

  /** Per tile and row: half the squared norm (0 for cosine), and what |q| takes off the score. */
  private final float[][] half;

  private final float[][] slack;

  Screen(Distance distance, double[] points, int width, Run run) {
    this.distance = distance;
    this.points = points;
    this.width = width;
    rows = points.length / width;
    padded = (width + 3) / 4 * 4;
    centre = new double[width];
    if (!distance.cosine()) centre();
    scale = distance.cosine() ? 1 : scale();
    int n = (rows + TILE - 1) / TILE;
    tiles = new float[n][][];
    half = new float[n][];
    slack = new float[n][];
    run.map(
        n,
        t -> {
          fill(t);
          return t;
        });
  }

  private void centre() {
    for (int i = 0, at = 0; i < rows; i++)
      for (int f = 0; f < width; f++) centre[f] += points[at++] / rows;
    for (int f = 0; f < width; f++) if (!Double.isFinite(centre[f])) centre[f] = 0;
  }

  /** A power of two that brings the greatest value to about 1, so that floats hold all of them. */
  private double scale() {
    double most = 0;
    for (int i = 0, at = 0; i < rows; i++)
      for (int f = 0; f < width; f++) most = Math.max(most, Math.abs(points[at++] - centre[f]));
    if (most == 0 || !Double.isFinite(most)) return 1;
    return Math.scalb(1.0, Math.clamp(-Math.getExponent(most), -1000, 1000));
  }

  private void fill(int t) {
    int from = t * TILE;
    int count = Math.min(TILE, rows - from);
    var columns = new float[padded][TILE];
    var halves = new float[TILE];
    var slacks = new float[TILE];
    Arrays.fill(halves, Float.POSITIVE_INFINITY);
    double relative = (width + 16) * FLOAT_ROUNDING * 1.01;
    for (int j = 0; j < count; j++) {
      double squares = 0;
      int at = (from + j) * width;
      for (int f = 0; f < width; f++) {
        double v = (points[at + f] - centre[f]) * scale;
        columns[f][j] = (float) v;
        squares += v * v;
      }
      double h = distance.cosine() ? 0 : squares / 2;
      halves[j] = Math.nextDown((float) (h - h * relative - padded * 1e-37));
      slacks[j] = Math.nextUp((float) (Math.sqrt(squares) * relative * 1.01));
    }
    tiles[t] = columns;
    half[t] = halves;
    slack[t] = slacks;
  }

  /** Receives the hits of one query. */
  interface Sink {
    void accept(int query, Hits hits);
  }

  /**
   * Searches for the queries {@code from .. to}.
   *
   * @param empty makes empty hits
   * @param leaveOut the row that a query itself is, or -1
   */
  void search(
      double[] queries,
      int from,
      int to,
      Supplier<Hits> empty,
      IntUnaryOperator leaveOut,
      Sink sink) {
    var hits = new Hits[Math.min(QUERIES, to - from)];
    Arrays.setAll(hits, _ -> empty.get());
    var scores = new float[QUERIES][TILE];
    var q = new float[QUERIES * padded];
    var norm = new double[QUERIES];
    for (int start = from; start < to; start += QUERIES) {
      int count = Math.min(QUERIES, to - start);
      load(queries, start, count, q, norm);
      for (int i = 0; i < count; i++) hits[i].clear(leaveOut.applyAsInt(start + i));
      for (int t = 0; t < tiles.length; t++) {
        multiply(tiles[t], half[t], slack[t], q, norm, (count + 3) / 4 * 4, scores);
        int most = Math.min(TILE, rows - t * TILE);
        for (int i = 0; i < count; i++)
          measure(queries, (start + i) * width, norm[i], scores[i], t * TILE, most, hits[i]);
      }
      for (int i = 0; i < count; i++) sink.accept(start + i, hits[i]);
    }
  }

  private void load(double[] queries, int start, int count, float[] q, double[] norm) {
    Arrays.fill(q, 0);
    Arrays.fill(norm, 0);
    for (int i = 0; i < count; i++) {
      double squares = 0;
      int at = (start + i) * width;
      for (int f = 0; f < width; f++) {
        double v = (queries[at + f] - centre[f]) * scale;
        q[i * padded + f] = (float) -v;
        squares += v * v;
      }
      norm[i] = Math.sqrt(squares);
    }
  }

  private void multiply(
      float[][] columns,
      float[] half,
      float[] slack,
      float[] q,
      double[] norm,
      int count,
      float[][] scores) {
    for (int i = 0; i < count; i++) begin(scores[i], half, slack, Math.nextUp((float) norm[i]));
    for (int panel = 0; panel < padded; panel += PANEL) {
      int end = Math.min(padded, panel + PANEL);
      for (int i = 0; i < count; i += 4) {
        for (int f = panel; f < end; f += 4) {
          addFour(
              scores[i],
              scores[i + 1],
              scores[i + 2],
              scores[i + 3],
              columns[f],
              columns[f + 1],
              columns[f + 2],
              columns[f + 3],
              q,
              i * padded + f,
              padded);
        }
      }
    }
  }

  private static void begin(float[] score, float[] half, float[] slack, float norm) {
    for (int j = 0; j < TILE; j++) score[j] = half[j] - norm * slack[j];
  }

  /** Four queries by four features: sixteen products for eight reads and four writes. */
  private static void addFour(
      float[] s0,
      float[] s1,
      float[] s2,
      float[] s3,
      float[] c0,
      float[] c1,
      float[] c2,
      float[] c3,
      float[] q,
      int at,
      int stride) {
    float q00 = q[at];
    float q01 = q[at + 1];
    float q02 = q[at + 2];
    float q03 = q[at + 3];
    at += stride;
    float q10 = q[at];
    float q11 = q[at + 1];
    float q12 = q[at + 2];
    float q13 = q[at + 3];
    at += stride;
    float q20 = q[at];
    float q21 = q[at + 1];
    float q22 = q[at + 2];
    float q23 = q[at + 3];
    at += stride;
    float q30 = q[at];
    float q31 = q[at + 1];
    float q32 = q[at + 2];
    float q33 = q[at + 3];
    for (int j = 0; j < TILE; j++) {
      float x0 = c0[j];
      float x1 = c1[j];
      float x2 = c2[j];
      float x3 = c3[j];
      s0[j] = Math.fma(q03, x3, Math.fma(q02, x2, Math.fma(q01, x1, Math.fma(q00, x0, s0[j]))));
      s1[j] = Math.fma(q13, x3, Math.fma(q12, x2, Math.fma(q11, x1, Math.fma(q10, x0, s1[j]))));
      s2[j] = Math.fma(q23, x3, Math.fma(q22, x2, Math.fma(q21, x1, Math.fma(q20, x0, s2[j]))));
      s3[j] = Math.fma(q33, x3, Math.fma(q32, x2, Math.fma(q31, x1, Math.fma(q30, x0, s3[j]))));
    }
  }

  /** Measures the rows whose bound is not above the limit; of NaN bounds too. */
  private void measure(
      double[] queries, int query, double norm, float[] score, int first, int count, Hits hits) {
    float most = most(hits.limit(), norm);
    int j = 0;
    for (; j + 3 < count; j += 4) {
      float least =
          Math.min(Math.min(score[j], score[j + 1]), Math.min(score[j + 2], score[j + 3]));
      if (least > most) continue;
      for (int i = j; i < j + 4; i++) {
        if (score[i] > most) continue;
        hits.offer(distance.reduced(queries, query, points, (first + i) * width), first + i);
        most = most(hits.limit(), norm);
      }
    }
    for (; j < count; j++) {
      if (score[j] > most) continue;
      hits.offer(distance.reduced(queries, query, points, (first + j) * width), first + j);
      most = most(hits.limit(), norm);
    }
  }

  /** The greatest score that a row within this reduced distance can have. */
  private float most(double limit, double norm) {
    double rounding = (width + 16) * 4 * DOUBLE_ROUNDING;
    double score;
    double size;
    if (distance.cosine()) {
      score = limit - 1;
      size = limit + 1;
    } else {
      double l = limit * scale * scale;
      score = (l - norm * norm) / 2;
      size = l + norm * norm;
    }
    return Math.nextUp((float) (score + size * rounding + 1e-37));
  }
}
