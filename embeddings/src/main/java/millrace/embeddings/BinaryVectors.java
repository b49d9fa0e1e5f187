package millrace.embeddings;

import java.nio.file.Path;
import java.util.ArrayList;

/**
 * word2vec's binary format: a line of how many words and numbers there are; then of each word its
 * UTF-8, a space, its numbers as 32-bit floats, little-endian, and perhaps a line end.
 */
final class BinaryVectors {
  private BinaryVectors() {}

  static WordVectors read(Path file) {
    try (var in = Input.open(file)) {
      var size = TextVectors.size(in);
      var values = in.room(size[0], size[1], Float.BYTES, 2);
      int width = (int) size[1];
      var words = new ArrayList<String>();
      for (int i = 0; i < size[0]; i++) {
        if (in.next() == '\n') in.skip(1);
        long offset = in.offset();
        var word = Input.utf8(in.until(' ', Words.LONGEST));
        if (word == null || word.isEmpty() || word.indexOf('\n') >= 0)
          throw in.bad(
              offset,
              "word %d of %d is %s: the file is damaged, or its words are no UTF-8"
                  .formatted(
                      i + 1,
                      size[0],
                      word == null ? "no UTF-8" : word.isEmpty() ? "empty" : "two lines"));
        words.add(word);
        in.floats(values, i * width, width);
      }
      if (in.next() == '\n') in.skip(1);
      if (in.next() >= 0)
        throw in.bad("%d words were expected, but more follows: it is damaged".formatted(size[0]));
      return Words.vectors(file, words, width, values);
    }
  }

  static void write(WordVectors vectors, Path file) {
    Words.check(vectors, file, Words.NO_SPACES);
    int width = vectors.width();
    Output.write(
        file,
        out -> {
          out.text(vectors.words().size() + " " + width + "\n");
          for (int i = 0; i < vectors.words().size(); i++) {
            out.text(vectors.words().name(i) + " ");
            out.floats(vectors.values(), i * width, width);
            out.text("\n");
          }
        });
  }
}
