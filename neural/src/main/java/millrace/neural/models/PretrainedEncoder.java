package millrace.neural.models;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import millrace.neural.compute.Cpu;
import millrace.neural.transformer.Encoder;
import millrace.neural.transformer.Pretrained;
import millrace.nlp.subwords.SubwordTokenizer;

/**
 * An encoder of others with its tokenizer, in memory. It is kept for the next who asks for the same
 * files, as long as there is room. Nobody may write into its tensors.
 */
record PretrainedEncoder(Encoder encoder, SubwordTokenizer tokenizer) {
  /** Reading one twice at once would need twice the heap: so one thread reads at a time. */
  private static final Map<EncoderFiles, SoftReference<PretrainedEncoder>> KEPT = new HashMap<>();

  /**
   * Reads the files, unless they have been read already.
   *
   * @throws millrace.data.DataException if one is not there or another one than it was
   */
  static PretrainedEncoder of(EncoderFiles files) {
    synchronized (KEPT) {
      var kept = KEPT.get(files);
      var known = kept == null ? null : kept.get();
      if (known != null) return known;
      try (var f = new Cpu(1);
          var weights = files.weights().weights()) {
        var net = Pretrained.bert(f, files.config(), weights);
        var read = new PretrainedEncoder(net, files.readTokenizer());
        KEPT.put(files, new SoftReference<>(read));
        return read;
      }
    }
  }
}
