package millrace.neural.models;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Generation;
import millrace.run.Run;

/**
 * Goes on with a text for as long as is wished, also beyond the context: when that is full, the
 * last half of it is read again and generation goes on behind it, which costs half a window every
 * half window and not one for each token.
 */
final class TextWriting {
  private final TextCode code;
  private final Generation how;
  private final Run run;
  private final GptModel.Listener listener;
  private final TextCode.Speaker speaker;
  private final StringBuilder said = new StringBuilder();
  private int left;
  private boolean go = true;

  TextWriting(TextCode code, Generation how, Run run, GptModel.Listener listener) {
    this.code = code;
    this.how = how;
    this.run = run;
    this.listener = listener;
    speaker = code.speaker();
    left = how.most();
  }

  /** What comes behind the prompt; an empty one stands for the beginning of a text. */
  String behind(String prompt, Ops f, Decoder net) {
    var tokens = prompt.isEmpty() ? new int[] {code.end()} : code.encode(prompt);
    var stops = Arrays.copyOf(how.stops(), how.stops().length + 1);
    stops[how.stops().length] = code.end();
    for (int turn = 0; left > 0 && go; turn++) {
      int n = tokens.length < net.context() ? tokens.length : net.context() / 2;
      var known = Arrays.copyOfRange(tokens, tokens.length - n, tokens.length);
      int room = Math.min(left, net.context() - n);
      var part = new Generation(room, how.sampling(), stops);
      // a seed for each turn: else all would draw the same numbers
      var own = turn == 0 ? run : run.seed(run.seedFor("turn", turn));
      var more = part.of(f, net, known, own.silent(), this::hear);
      go &= more.length == room;
      tokens = Arrays.copyOf(known, n + more.length);
      System.arraycopy(more, 0, tokens, n, more.length);
    }
    say(speaker.finish());
    return said.toString();
  }

  private boolean hear(int id) {
    left--;
    go = say(speaker.add(id)) && run.step("token", how.most() - left, how.most());
    return go;
  }

  private boolean say(String text) {
    said.append(text);
    return text.isEmpty() || listener.text(text);
  }
}
