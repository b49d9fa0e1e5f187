package millrace.neural.models;

import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Transform;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Generation;
import millrace.run.Run;

/**
 * What {@link GptLanguageModel} learned: says how probable texts are, and goes on with them.
 *
 * @param how how it was trained
 * @param column the column that it reads; empty: there was none, and a frame stays as it is
 * @param code how text becomes tokens
 * @param weights one of each layer
 * @param evaluations how many were made
 * @param loss that of the weights kept, in nats a token: of the windows held out or, if there were
 *     none, of the last iterations
 */
public record GptModel(
    GptLanguageModel how,
    String column,
    TextCode code,
    List<Weight> weights,
    int evaluations,
    double loss)
    implements Transform {
  /** How many rows a thread takes at a time. */
  private static final int BLOCK = 16;

  /** Hears what is written as soon as it is. */
  @FunctionalInterface
  public interface Listener {
    /** Some characters more; false to end here. */
    boolean text(String more);
  }

  public GptModel {
    weights = List.copyOf(weights);
  }

  /** The network, on these ops. The model's own arrays: nobody may write into them. */
  public Decoder network(Ops f) {
    return GptNet.of(f, Weights.of(weights), how, code.size());
  }

  /**
   * The mean of −log p(token | those before it) over the tokens of a text, in nats; the first one
   * is told from the end of another text. Of a text longer than the context, each token is told
   * from half a context at least. NaN if the text is empty.
   */
  public double loss(String text) {
    return loss(text, Math.max(1, how.context() / 2));
  }

  /**
   * The same with windows that are {@code stride} tokens apart: {@code context} of them is the
   * fastest, and what training shows; 1 tells each token from all that the context holds.
   *
   * @throws IllegalArgumentException if it is not in [1, context]
   */
  public double loss(String text, int stride) {
    try (var f = new Cpu(Run.quiet().threads())) {
      return loss(f, network(f), stride, text);
    }
  }

  /** e to the power of {@link #loss(String)}: among how many tokens the model is undecided. */
  public double perplexity(String text) {
    return Math.exp(loss(text));
  }

  private double loss(Ops f, Decoder net, int stride, String text) {
    return new TextLikelihood(net, stride).loss(f, told(text));
  }

  private int[] told(String text) {
    var ids = code.encode(text);
    var out = new int[ids.length + 1];
    out[0] = code.end();
    System.arraycopy(ids, 0, out, 1, ids.length);
    return out;
  }

  /** {@link #generate(String, Generation, Run, Listener)} that is heard by nobody. */
  public String generate(String prompt, Generation how, Run run) {
    return generate(prompt, how, run, _ -> true);
  }

  /**
   * Goes on with a text, and gives what comes behind the prompt, which may be empty. It ends after
   * so many tokens, where the model ends the text, or when the listener says so. What is longer
   * than the context is told from the last of it: when that is full, the last half is read again.
   *
   * @param how its stops are ids of the model's {@link #code}
   */
  public String generate(String prompt, Generation how, Run run, Listener listener) {
    try (var f = new Cpu(run.threads())) {
      return new TextWriting(code, how, run, listener).behind(prompt, f, network(f));
    }
  }

  @Override
  public Frame apply(Frame frame) {
    return apply(frame, Run.quiet().threads(1));
  }

  /**
   * The threads of the run share the rows.
   *
   * @throws millrace.data.DataException if the column is not there or not Text, or the name of the
   *     new one is taken
   */
  @Override
  public Frame apply(Frame frame, Run run) {
    if (column.isEmpty()) return frame;
    var texts = frame.column(column, Column.Text.class);
    var out = new double[texts.size()];
    run.map(
        Math.ceilDiv(out.length, BLOCK),
        b -> {
          try (var f = new Cpu(1)) {
            var net = network(f);
            int to = Math.min(out.length, (b + 1) * BLOCK);
            int stride = Math.max(1, how.context() / 2);
            for (int i = b * BLOCK; i < to; i++)
              out[i] = -loss(f, net, stride, texts.values().get(i));
          }
          return b;
        });
    var columns = new LinkedHashMap<String, Column>();
    columns.put(column, texts);
    columns.put(column + "_log_likelihood", new Column.Numeric(out));
    return frame.replace(column, columns).rolesOf(frame);
  }
}
