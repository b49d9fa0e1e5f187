package millrace.neural.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Layer;
import millrace.neural.train.Group;
import millrace.neural.transformer.Bert;
import millrace.neural.transformer.Encoder;
import millrace.neural.transformer.Lora;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TransformerClassifier} builds its network, from new weights or on a pretrained
 * encoder.
 *
 * @param files of the pretrained encoder; null: there is none, or all weights are given
 * @param whole whether the weights hold all of it, so that nothing is read and nothing adapted
 */
record TransformerNet(
    TransformerClassifier how, Bert size, @Nullable EncoderFiles files, boolean whole) {
  private static final String ENCODER = "encoder";

  /** More numbers than this, half a gigabyte, are not kept but computed in each epoch anew. */
  private static final long MOST = 1 << 27;

  static TransformerNet of(TransformerClassifier how, List<EncoderFiles> files, boolean whole) {
    return new TransformerNet(
        how, size(how, files), files.isEmpty() ? null : files.getFirst(), whole);
  }

  /** Sizes of the encoder, its vocabulary aside if it is new. */
  private static Bert size(TransformerClassifier how, List<EncoderFiles> files) {
    if (files.isEmpty()) {
      int width = how.width();
      int heads = how.heads() > 0 ? how.heads() : Math.max(1, width / 32);
      return new Bert(
          how.layers(),
          heads,
          width,
          4 * width,
          1,
          how.longest(),
          1,
          Function.GELU,
          1e-12,
          how.dropout());
    }
    var c = files.getFirst().config();
    return new Bert(
        c.layers(),
        c.heads(),
        c.width(),
        c.inner(),
        c.vocabulary(),
        c.positions(),
        c.segments(),
        c.activation(),
        c.epsilon(),
        how.dropout());
  }

  Fitting fitting() {
    return new Fitting(
        how.learningRate(),
        how.weightDecay(),
        how.batchSize(),
        how.epochs(),
        Decay.COSINE,
        how.validation(),
        how.patience(),
        TransformerClassifier.CLIP,
        how.warmup());
  }

  /**
   * How a column of texts is read.
   *
   * @throws DataException if more tokens are to be read than the encoder has places for
   */
  SequenceInput input(Frame train, String name, Run run) {
    int longest = how.longest();
    if (files == null)
      return how.subwords() > 0
          ? SubwordInput.learned(train, name, how.subwords(), longest, run)
          : WordInput.of(train, name, how.minCount(), longest, run);
    if (longest > size.context())
      throw new DataException(
          "TransformerClassifier longest is %d, but the encoder has places for %d tokens"
              .formatted(longest, size.context()));
    return new SubwordInput(name, PretrainedEncoder.of(files).tokenizer(), longest);
  }

  RowNet build(Weights weights, Inputs inputs, int outputs) {
    return SequenceNet.of(
        weights,
        inputs,
        outputs,
        how.dropout(),
        (at, sequence) -> {
          var net = encoder(at.in(ENCODER), sequence);
          var part = TokenEncoder.of(at, net.build(), net.still(), how.pooling());
          return new SequenceNet.Part(part.width(), part::forward);
        });
  }

  private EncoderNet encoder(Weights weights, SequenceInput sequence) {
    if (files == null || whole)
      return new EncoderNet(weights, sized(sequence), Map.of(), n -> false, 0, 1);
    var base = Layer.parameters(PretrainedEncoder.of(files).encoder());
    if (how.lora() > 0 && base.keySet().stream().noneMatch(adapted(base.keySet())))
      throw new DataException(
          "TransformerClassifier lora is %d, but freeze %s keeps all queries and values as they are: freeze less, or nothing by freeze(List.of())"
              .formatted(how.lora(), how.freeze()));
    return new EncoderNet(weights, size, base, frozen(base.keySet()), how.lora(), how.alpha());
  }

  /** Whether LoRA changes a weight. */
  private Predicate<String> adapted(Set<String> names) {
    var frozen = frozen(names);
    return n -> n.matches(".*\\.attention\\.(query|value)\\.weight") && !frozen.test(n);
  }

  private Bert sized(SequenceInput sequence) {
    int vectors =
        switch (sequence) {
          case WordInput w -> w.vectors();
          case SubwordInput s -> files == null ? s.tokenizer().size() : size.vocabulary();
          case NumberInput n ->
              throw new IllegalArgumentException(n.column() + " has numbers, not words");
        };
    return new Bert(
        size.layers(),
        size.heads(),
        size.width(),
        size.hidden(),
        vectors,
        size.context(),
        size.types(),
        size.function(),
        size.eps(),
        size.dropout());
  }

  /**
   * The names that the trainer freezes.
   *
   * @throws DataException if one of its patterns fits none
   */
  private Predicate<String> frozen(Set<String> names) {
    var out = new HashSet<String>();
    for (var pattern : how.freeze()) {
      var glob = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q") + "(\\..*)?");
      var fit = names.stream().filter(n -> glob.matcher(n).matches()).toList();
      if (fit.isEmpty())
        throw new DataException(
            "TransformerClassifier freeze: no weights are called '%s'; there are %s"
                .formatted(pattern, names.stream().limit(8).toList()));
      out.addAll(fit);
    }
    return out::contains;
  }

  /**
   * Training rows, their texts as the states that the frozen beginning of the encoder makes of
   * them, where there is one and they are not too many.
   */
  InputRows still(InputRows rows, Inputs inputs, Run run) {
    if (files == null) return rows;
    var sequences = new ArrayList<SequenceRows>();
    for (int i = 0; i < rows.sequences().size(); i++) {
      var net = encoder(Weights.of(List.of()), inputs.sequences().get(i));
      var column = inputs.sequences().get(i).column();
      sequences.add(still(rows.sequences().get(i), net.still(), column, run));
    }
    return new InputRows(rows.size(), rows.table(), List.copyOf(sequences));
  }

  private SequenceRows still(SequenceRows rows, int depth, String column, Run run) {
    int width = size.width();
    int tokens = rows.starts()[rows.size()];
    if (depth < 0 || files == null || (long) tokens * width > MOST) return rows;
    var ids = new ArrayList<int[]>();
    for (int i = 0; i < rows.size(); i++) ids.add(rows.ids(rows.length(i), i));
    var values = new float[tokens * width];
    new Encoding(PretrainedEncoder.of(files).encoder(), depth)
        .run(
            ids,
            depth,
            run,
            "states of " + column,
            (row, _, states, at, n) ->
                System.arraycopy(states, at, values, rows.starts()[row] * width, n * width));
    return new SequenceRows(rows.starts(), new int[0], values, width);
  }

  /** What is trained: pretrained weights at their own rate, what is new at the trainer's. */
  List<Group> groups(Map<String, Tensor> trained) {
    var out = new ArrayList<Group>();
    for (boolean old : new boolean[] {true, false})
      for (boolean matrix : new boolean[] {true, false}) {
        var some = new ArrayList<Tensor>();
        trained.forEach(
            (name, t) -> {
              if (pretrained(name) == old && t.rank() > 1 == matrix) some.add(t);
            });
        if (some.isEmpty()) continue;
        double rate = old ? how.encoderRate() : how.learningRate();
        out.add(new Group(some, rate, matrix ? how.weightDecay() : 0));
      }
    return out;
  }

  private boolean pretrained(String name) {
    return files != null
        && name.contains("." + ENCODER + ".")
        && !name.endsWith(".a")
        && !name.endsWith(".b");
  }

  /** All weights, adaptations merged into what they adapt: what {@link #whole} reads. */
  List<Weight> merged(List<Weight> trained, Inputs inputs) {
    var out = new ArrayList<Weight>();
    for (var w : trained) if (!w.name().contains("." + ENCODER + ".")) out.add(w);
    try (var f = new Cpu(1)) {
      for (int i = 0; i < inputs.sequences().size(); i++) {
        var prefix = "sequence." + i + "." + ENCODER;
        var net = encoder(Weights.of(trained).in(prefix), inputs.sequences().get(i)).build();
        var plain =
            new Encoder(
                net.tokens(),
                net.positions(),
                net.types(),
                net.norm(),
                Lora.merge(f, net.blocks()),
                net.dropout());
        Layer.parameters(plain)
            .forEach((name, t) -> out.add(new Weight(prefix + "." + name, f.floats(t))));
      }
    }
    return List.copyOf(out);
  }
}
