package millrace.embeddings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.DataException;
import millrace.store.StoreException;
import millrace.store.Tensors;

/** Word vectors as named arrays in a safetensors file. */
final class TensorVectors {
  private static final String FORMAT = "millrace word vectors";

  private final Path file;
  private final Tensors tensors;

  private TensorVectors(Path file, Tensors tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  static WordVectors read(Path file) {
    Tensors all;
    try {
      all = Tensors.read(file);
    } catch (StoreException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
    return new TensorVectors(file, all).read();
  }

  private WordVectors read() {
    var values = array("vectors", float[].class, 2);
    var words = words(array("words", byte[].class, 1));
    var shape = shape("vectors");
    if (shape.get(0) != words.size() || shape.get(1) < 1)
      throw bad("vectors of the shape %s do not fit %d words".formatted(shape, words.size()));
    int width = Math.toIntExact(shape.get(1));
    long[] counts = has("counts") ? array("counts", long[].class, 1) : new long[0];
    if (has("counts") && counts.length != words.size())
      throw bad("%d counts do not fit %d words".formatted(counts.length, words.size()));
    finite("vectors", values, width);
    var vocabulary = Words.vocabulary(file, words);
    return new WordVectors(vocabulary, width, values, counts, subwords(width));
  }

  private Subwords subwords(int width) {
    if (!has("subwords")) return Subwords.NONE;
    var values = array("subwords", float[].class, 2);
    var shape = shape("subwords");
    int least = number("least");
    int most = number("most");
    if (shape.get(1) != width || shape.get(0) < 1 || least < 1 || most < least)
      throw bad(
          "subwords of %d to %d characters and of the shape %s do not fit vectors of %d numbers"
              .formatted(least, most, shape, width));
    finite("subwords", values, width);
    int rows = Math.toIntExact(shape.get(0));
    if (!has("kept")) return new Subwords(least, most, rows, values);
    var kept = array("kept", int[].class, 1);
    int buckets = number("buckets");
    if (kept.length != rows)
      throw bad("%d buckets are kept, but %d have subwords".formatted(kept.length, rows));
    for (int i = 0; i < rows; i++)
      if (kept[i] < 0 || kept[i] >= buckets || (i > 0 && kept[i] <= kept[i - 1]))
        throw bad("bucket %d of %d is kept at place %d".formatted(kept[i], buckets, i));
    return new Subwords(least, most, buckets, kept, values);
  }

  private boolean has(String name) {
    return tensors.tensors().containsKey(name);
  }

  private List<Long> shape(String name) {
    return tensors.tensors().get(name).shape();
  }

  private <T> T array(String name, Class<T> type, int rank) {
    var t = tensors.tensors().get(name);
    if (t == null)
      throw bad(
          "there is no tensor '%s' but %s; vectors and words were expected"
              .formatted(name, tensors.tensors().keySet()));
    if (!type.isInstance(t.array()) || t.shape().size() != rank)
      throw bad(
          "tensor '%s' is %s of the shape %s, where %s of %d dimensions was expected"
              .formatted(
                  name,
                  t.array().getClass().getSimpleName(),
                  t.shape(),
                  type.getSimpleName(),
                  rank));
    return type.cast(t.array());
  }

  private int number(String name) {
    var text = tensors.metadata().get(name);
    if (text == null || !text.matches("1?[0-9]{1,9}"))
      throw bad("the metadata '%s' is %s, where a whole number was expected".formatted(name, text));
    return Integer.parseInt(text);
  }

  private List<String> words(byte[] bytes) {
    var text = Input.utf8(bytes);
    if (text == null) throw bad("the words are no UTF-8");
    var words = List.of(text.split("\n", -1));
    int empty = words.indexOf("");
    if (empty >= 0) throw bad("word %d is empty".formatted(empty + 1));
    return words;
  }

  private void finite(String name, float[] values, int width) {
    for (int i = 0; i < values.length; i++)
      if (!(Math.abs(values[i]) <= Float.MAX_VALUE))
        throw bad(
            "row %d of '%s' has the number %s, where a finite one was expected"
                .formatted(i / width, name, values[i]));
  }

  private DataException bad(String what) {
    return new DataException(file + ": " + what);
  }

  static void write(WordVectors vectors, Path file) {
    if (file.toString().endsWith(".gz"))
      throw new DataException(
          "%s is not written: safetensors files are not compressed; leave out .gz".formatted(file));
    Words.check(vectors, file, c -> c == '\n');
    int width = vectors.width();
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", FORMAT);
    var s = vectors.subwords();
    if (s.most() > 0) {
      metadata.put("least", Integer.toString(s.least()));
      metadata.put("most", Integer.toString(s.most()));
    }
    if (s.kept().length > 0) metadata.put("buckets", Integer.toString(s.buckets()));
    var words = String.join("\n", vectors.words().names()).getBytes(StandardCharsets.UTF_8);
    var out =
        Tensors.of(metadata)
            .with("vectors", vectors.values(), vectors.words().size(), width)
            .with("words", words, words.length);
    if (vectors.counts().length > 0)
      out = out.with("counts", vectors.counts(), vectors.words().size());
    if (s.most() > 0) out = out.with("subwords", s.values(), s.rows(), width);
    if (s.kept().length > 0) out = out.with("kept", s.kept(), s.rows());
    try {
      out.write(file);
    } catch (StoreException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }
}
