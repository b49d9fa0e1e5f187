package millrace.neural.models;

import java.util.List;
import millrace.nlp.subwords.BpeTraining;
import millrace.nlp.subwords.ByteLevelBpe;
import millrace.run.Run;

/** Pieces of words by byte-level byte-pair encoding: nothing is unknown. */
public record PieceCode(ByteLevelBpe pieces) implements TextCode {
  private static final String END = "<|endoftext|>";

  /** The fewest pieces: the bytes and the end of a text. */
  static final int FEWEST = 257;

  /** Learns the pieces from texts: {@code size} of them, or fewer if no more are worth it. */
  static PieceCode of(List<String> texts, int size, Run run) {
    return new PieceCode(new BpeTraining(size).specials(END).train(texts, run));
  }

  @Override
  public int size() {
    return pieces.size();
  }

  @Override
  public int end() {
    return pieces.id(END);
  }

  @Override
  public int[] encode(String text) {
    return pieces.encode(text);
  }

  @Override
  public Speaker speaker() {
    var decoder = pieces.decoder();
    return new Speaker() {
      @Override
      public String add(int id) {
        return decoder.add(id);
      }

      @Override
      public String finish() {
        return decoder.finish();
      }
    };
  }
}
