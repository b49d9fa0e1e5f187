package millrace.neural.models;

import java.util.List;
import millrace.data.DataException;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.train.Task;
import millrace.neural.transformer.Decoder;

/**
 * Texts one behind the other, as windows to learn from: rows of a {@link Task}. The last part is
 * held out: windows of it that do not overlap come behind those of the first part, which start
 * anywhere.
 *
 * @param tokens of all texts, the end of a text before each
 * @param trained how many of them are learned from
 * @param held how many windows are held out
 */
record TextWindows(int[] tokens, int trained, int held, NextTokens objective) {
  /**
   * @param share of the tokens that is held out
   * @param most windows that are held out, spread evenly; 0: all that there are
   * @throws DataException if a part has no window
   */
  static TextWindows of(
      List<String> texts, TextCode code, int context, double share, long most, String who) {
    var parts = texts.stream().map(code::encode).toArray(int[][]::new);
    long n = 0;
    for (var p : parts) n += p.length + 1;
    if (n > Integer.MAX_VALUE - 8)
      throw new DataException(
          "%s: the texts have %d tokens, but an array holds fewer: take fewer rows"
              .formatted(who, n));
    var tokens = new int[(int) n];
    int at = 0;
    for (var p : parts) {
      tokens[at++] = code.end();
      System.arraycopy(p, 0, tokens, at, p.length);
      at += p.length;
    }
    int trained = tokens.length - (int) Math.round(share * tokens.length);
    check(trained, context, "to learn from", "a smaller context or more text", who);
    if (share == 0) return new TextWindows(tokens, trained, 0, new NextTokens(context));
    int rest = tokens.length - trained;
    check(
        rest,
        context,
        "held out",
        "a smaller context, a larger validation or none, or more text",
        who);
    int held = (rest - 1) / context;
    if (most > 0) held = (int) Math.min(held, most);
    return new TextWindows(tokens, trained, held, new NextTokens(context));
  }

  private static void check(int tokens, int context, String what, String advice, String who) {
    if (tokens <= context)
      throw new DataException(
          "%s: a window has context + 1 = %d tokens, but there are only %d %s: take %s"
              .formatted(who, context + 1, tokens, what, advice));
  }

  /** Windows that are learned from. */
  int starts() {
    return objective.starts(trained);
  }

  Task task(Weights.Fresh weights, Decoder net) {
    var heldOut = new int[held];
    for (int i = 0; i < held; i++) heldOut[i] = starts() + i;
    int rows = Math.addExact(starts(), held);
    return Task.of(weights.trained(), weights.buffers(), rows, (f, batch) -> loss(f, net, batch))
        .heldOut(heldOut);
  }

  private Tensor loss(Ops f, Decoder net, int... rows) {
    var starts = new int[rows.length];
    for (int i = 0; i < rows.length; i++) starts[i] = start(rows[i]);
    return objective.loss(f, net, tokens, starts);
  }

  /** Where the window of a row starts. */
  private int start(int row) {
    if (row < starts()) return row;
    int context = objective.context();
    int all = (tokens.length - trained - 1) / context;
    long window = (long) (row - starts()) * all / held;
    return trained + (int) window * context;
  }
}
