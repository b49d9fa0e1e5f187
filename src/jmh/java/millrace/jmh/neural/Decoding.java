package millrace.jmh.neural;

import java.util.function.DoubleSupplier;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Gpt;
import millrace.neural.transformer.Int8;
import millrace.neural.transformer.KvCache;
import millrace.neural.transformer.Sight;
import millrace.run.Run;

/**
 * A network of the size of the smallest GPT-2 with random weights: one time is one more token, the
 * likeliest, behind those before; 64 of them make a text. What it has done for no time at all is
 * how many bytes its matrices take.
 */
final class Decoding implements Work {
  private static final int TOKENS = 64;

  private final Ops f;
  private final Decoder net;
  private final KvCache cache;
  private final double bytes;
  private int token = 1;

  Decoding(Ops f, boolean int8) {
    this.f = f;
    var size = Gpt.small();
    var whole = Decoder.of(f, size, Run.seeded(1).random("weights"));
    net = int8 ? Int8.of(f, whole) : whole;
    cache = KvCache.of(f, net, 1, TOKENS);
    double matrices =
        12.0 * size.layers() * size.width() * size.width()
            + (double) size.vocabulary() * size.width();
    bytes = matrices * (int8 ? 1 : Float.BYTES);
  }

  @Override
  public DoubleSupplier run(int times) {
    if (times == 0) return () -> bytes;
    for (int i = 0; i < times; i++) {
      if (cache.length() == TOKENS) cache.truncate(0);
      try (var _ = f.scope()) {
        var scores = f.floats(net.forward(f, new int[] {token}, 1, Sight.behind(cache)));
        token = 0;
        for (int v = 1; v < net.vocabulary(); v++) if (scores[v] > scores[token]) token = v;
      }
    }
    int last = token;
    return () -> last;
  }
}
