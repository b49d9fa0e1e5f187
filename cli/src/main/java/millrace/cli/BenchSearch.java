package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Vocabulary;
import millrace.embeddings.Near;
import millrace.embeddings.Neighbours;
import millrace.embeddings.Subwords;
import millrace.embeddings.WordVectors;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * The ten nearest of 100,000 vectors beside numpy: a product, argpartition, and a sort of the ten.
 */
final class BenchSearch {
  private static final int ROWS = 100_000;
  private static final int WIDTH = 300;
  private static final int TOP = 10;
  private static final int QUERIES = 20;

  private final String python;
  private final int repeats;
  private final Path folder;
  private final PrintWriter say;

  BenchSearch(String python, int repeats, Path folder, PrintWriter say) {
    this.python = python;
    this.repeats = repeats;
    this.folder = folder;
    this.say = say;
  }

  BenchTurns measure(List<Integer> threads) throws IOException {
    var random = Run.seeded(1).random("vectors");
    var rows = unit(ROWS, () -> (float) random.nextGaussian());
    var queries = unit(QUERIES, () -> (float) random.nextGaussian());
    write("rows.f32", rows);
    write("queries.f32", queries);
    var names = IntStream.range(0, ROWS).mapToObj(i -> "w" + i).toArray(String[]::new);
    var vectors =
        new WordVectors(Vocabulary.ofDistinct(names), WIDTH, rows, new long[0], Subwords.NONE);
    var table =
        new BenchTurns(
            "Search: the %d nearest of %,d vectors of %d numbers".formatted(TOP, ROWS, WIDTH),
            "Peer: numpy, matrix @ query, argpartition, a sort of the ten. Milliseconds a query, medians of the rounds of %d queries; the ratio is numpy's time over ours."
                .formatted(QUERIES));
    for (int t : threads) {
      var peer = peer(table, t);
      try (peer) {
        row(table, vectors, queries, t, peer);
      }
      say.println(table.last());
      say.flush();
    }
    return table;
  }

  private @Nullable PythonPeer peer(BenchTurns table, int threads) throws IOException {
    PythonPeer peer = null;
    try {
      peer = new PythonPeer(python, "bench_embeddings.py", threads, folder);
      var versions = peer.tell(Map.of("do", "versions")); // fails where there is no numpy
      table.versions().put("numpy", versions.path("numpy").asText());
      return peer;
    } catch (IOException e) {
      if (peer != null) peer.close();
      table.versions().put("numpy", "left out: " + e.getMessage());
      say.println("numpy is left out: " + e.getMessage());
      return null;
    }
  }

  private void row(
      BenchTurns table,
      WordVectors vectors,
      float[] queries,
      int threads,
      @Nullable PythonPeer peer)
      throws IOException {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    boolean same = true;
    var exact = Neighbours.exact(vectors, Run.quiet().threads(threads));
    for (int r = -2; r < 3 * repeats; r++) {
      List<Near> last = List.of();
      long begun = System.nanoTime();
      for (int q = 0; q < QUERIES; q++)
        last = exact.nearest(Arrays.copyOfRange(queries, q * WIDTH, (q + 1) * WIDTH), TOP);
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (r >= 0) ours.add(seconds / QUERIES * 1e3);
      if (peer == null) continue;
      var answer =
          peer.tell(Map.of("do", "search", "rows", ROWS, "width", WIDTH, "top", TOP, "times", 1));
      if (r < 0) continue;
      theirs.add(answer.path("seconds").asDouble() / QUERIES * 1e3);
      for (int i = 0; i < TOP; i++)
        same &= last.get(i).word().equals("w" + answer.path("last").path(i).asInt());
    }
    var ratios = BenchFigure.ratios(false, ours, theirs);
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("threads", threads);
    row.put("ms", ours);
    row.put("numpy's ms", theirs);
    row.put("ratio", ratios);
    row.put("quartiles", BenchFigure.Interval.of(ratios).quartiles());
    row.put("same ten", peer == null ? "–" : same ? "yes" : "NO");
    table.rows().add(row);
    table
        .figures()
        .add(
            BenchFigure.of(
                "search, the nearest ten",
                "100,000 vectors",
                threads,
                "ms a query",
                false,
                ours,
                "numpy",
                theirs));
  }

  private interface Draw {
    float next();
  }

  private static float[] unit(int n, Draw draw) {
    var out = new float[n * WIDTH];
    for (int r = 0; r < out.length; r += WIDTH) {
      double squares = 0;
      for (int d = 0; d < WIDTH; d++) {
        out[r + d] = draw.next();
        squares += (double) out[r + d] * out[r + d];
      }
      float scale = (float) (1 / Math.sqrt(squares));
      for (int d = 0; d < WIDTH; d++) out[r + d] *= scale;
    }
    return out;
  }

  private void write(String name, float[] values) throws IOException {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) bytes.putFloat(v);
    Files.write(folder.resolve(name), bytes.array());
  }
}
