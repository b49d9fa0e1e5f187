package millrace.neural.models;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Texts;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BeamSearch;
import millrace.neural.layers.EncoderDecoder;
import millrace.neural.layers.Init;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.Schedule;
import millrace.neural.train.Task;
import millrace.neural.train.Warmup;
import millrace.neural.transformer.Transformer;
import millrace.run.Run;

/**
 * A transformer that reads a text and writes another: its translation, its summary, its spelling in
 * another form. An encoder reads the pieces of the source; a decoder writes those of the target,
 * one after the other. It minimises the mean cross entropy of the target's pieces, given the true
 * ones before them, by AdamW, in batches, gradients clipped to a norm of {@value #CLIP}. Norms come
 * before layers, and the places of pieces are waves ({@link Transformer}).
 *
 * <pre>{@code
 * var dates = Frame.text("date", written).with("iso", Column.Text.of(iso)).target("iso");
 * var model = new Seq2Seq().cut(Cut.CHARACTERS).fit(dates, run);
 * model.predict(Frame.text("date", List.of("12 March 1999"))).answers();   // 1999-03-12
 * }</pre>
 *
 * <p>All Text and Tokens columns are read, one behind the other. The target is text; a Tokens
 * column counts as its words with a blank between them. An answer is as long as the longest target
 * of training at most. The best answer of greedy decoding or of a beam is given; pieces that are
 * unknown are never written.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · pieces · (weights + width · longest)).
 *
 * @param cut into which pieces texts are cut (default BPE)
 * @param vocabulary pieces of the sources, and of the targets, at most; of BPE the bytes are there
 *     at least (default 2000)
 * @param minCount how often a word or character must occur in training to be known, and a pair of
 *     pieces to be joined, which takes 2 at least (default 1)
 * @param longest of longer sources and targets only this many pieces from the beginning are read
 *     (default 256)
 * @param layers blocks of the encoder, and of the decoder (default 2)
 * @param heads heads of attention; divides the width (default 4)
 * @param width how long a piece's vector is (default 64)
 * @param hidden units of the feed-forward layers (default 256)
 * @param dropout with what probability a number that is added to others, or a weight of attention,
 *     is left out of a training step (default 0.1)
 * @param smoothing label smoothing: what share of the truth is spread over all pieces (default 0.1)
 * @param learningRate learning rate at its greatest (default 0.002)
 * @param warmup share of the steps in which the learning rate rises from 0; then it falls along
 *     half a cosine to 0 (default 0.1)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize rows of a step (default 32)
 * @param epochs passes over the rows, at most (default 20)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 5)
 * @param beams how many beginnings of an answer are followed; 1 is greedy decoding (default 1)
 * @param lengthPower answers that were found are ordered by log-probability / length^lengthPower:
 *     the more, the longer (default 0.6)
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017"
 * @see "R. Sennrich, B. Haddow, A. Birch, Neural machine translation of rare words with subword
 *     units, ACL 2016"
 */
@About(
    value = "transformer that reads a text and writes another",
    cite = "A. Vaswani et al., Attention is all you need, NeurIPS 2017")
public record Seq2Seq(
    @Param("into what texts are cut: words, characters or bpe") Cut cut,
    @Param(
            value = "pieces of the sources and of the targets, at most",
            min = 1,
            max = 1000000,
            tune = {500, 8000},
            log = true)
        int vocabulary,
    @Param(value = "occurrences in training that a piece needs", min = 1) int minCount,
    @Param(value = "pieces of a source or a target, at most", min = 1, max = 1000000) int longest,
    @Param(
            value = "blocks of the encoder, and of the decoder",
            min = 1,
            max = 100,
            tune = {1, 6})
        int layers,
    @Param(value = "heads of attention; divides the width", min = 1, max = 1024) int heads,
    @Param(value = "length of a piece's vector", min = 1, max = 65536) int width,
    @Param(
            value = "units of the feed-forward layers",
            min = 1,
            max = 65536,
            tune = {64, 2048},
            log = true)
        int hidden,
    @Param(
            value = "probability that a number is left out of a step",
            min = 0,
            max = 0.95,
            tune = {0, 0.5})
        double dropout,
    @Param(
            value = "share of the truth that is spread over all pieces",
            min = 0,
            max = 0.9,
            tune = {0, 0.2})
        double smoothing,
    @Param(
            value = "learning rate at its greatest",
            min = 0,
            max = 10,
            tune = {1e-4, 1e-2},
            log = true)
        double learningRate,
    @Param(value = "share of the steps in which the learning rate rises", min = 0, max = 0.9)
        double warmup,
    @Param(
            value = "decay of the weights, times the learning rate",
            min = 0,
            max = 10,
            tune = {1e-4, 1},
            log = true)
        double weightDecay,
    @Param(
            value = "rows of a step",
            min = 1,
            tune = {8, 128},
            log = true)
        int batchSize,
    @Param(value = "passes over the rows, at most", min = 1, max = 1000000) int epochs,
    @Param(value = "share of the rows to stop early by", min = 0, max = 0.5) double validation,
    @Param(value = "epochs without a lower loss before training ends", min = 1) int patience,
    @Param(
            value = "beginnings of an answer that are followed; 1: greedy",
            min = 1,
            max = 1000,
            tune = {1, 8})
        int beams,
    @Param(value = "power of the length that answers are divided by", min = 0, max = 10)
        double lengthPower)
    implements Trainer<Seq2Seq.Fitted> {
  /** The most that the norm of the gradients may be. */
  static final double CLIP = 1;

  public Seq2Seq {
    Spec.check(
        Seq2Seq.class,
        cut,
        vocabulary,
        minCount,
        longest,
        layers,
        heads,
        width,
        hidden,
        dropout,
        smoothing,
        learningRate,
        warmup,
        weightDecay,
        batchSize,
        epochs,
        validation,
        patience,
        beams,
        lengthPower);
    if (width % heads != 0)
      throw new IllegalArgumentException(
          "Seq2Seq heads must divide the width, but %d does not divide %d".formatted(heads, width));
  }

  public Seq2Seq() {
    this(Cut.BPE, 2000, 1, 256, 2, 4, 64, 256, 0.1, 0.1, 0.002, 0.1, 0.01, 32, 20, 0.1, 5, 1, 0.6);
  }

  public Seq2Seq cut(Cut cut) {
    return Spec.with(this, "cut", cut);
  }

  public Seq2Seq vocabulary(int vocabulary) {
    return Spec.with(this, "vocabulary", vocabulary);
  }

  public Seq2Seq minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public Seq2Seq longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public Seq2Seq layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public Seq2Seq heads(int heads) {
    return Spec.with(this, "heads", heads);
  }

  public Seq2Seq width(int width) {
    return Spec.with(this, "width", width);
  }

  public Seq2Seq hidden(int hidden) {
    return Spec.with(this, "hidden", hidden);
  }

  public Seq2Seq dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public Seq2Seq smoothing(double smoothing) {
    return Spec.with(this, "smoothing", smoothing);
  }

  public Seq2Seq learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public Seq2Seq warmup(double warmup) {
    return Spec.with(this, "warmup", warmup);
  }

  public Seq2Seq weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public Seq2Seq batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public Seq2Seq epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public Seq2Seq validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public Seq2Seq patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public Seq2Seq beams(int beams) {
    return Spec.with(this, "beams", beams);
  }

  public Seq2Seq lengthPower(double lengthPower) {
    return Spec.with(this, "lengthPower", lengthPower);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).target(Column.Text.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    var joined = PairRows.joined(train);
    needs().checkAll(joined, this);
    var name = joined.targetName().orElseThrow();
    var columns = List.copyOf(joined.features().names());
    var inputs = columns.stream().map(train::column).toList();
    var sources = TextPieces.learn(cut, inputs, vocabulary, minCount, run);
    var target = train.column(name);
    var targets = TextPieces.learn(cut, List.of(target), vocabulary, minCount, run);
    var data =
        new PairRows(
            PairRows.sources(joined, columns, sources, longest),
            PairRows.targets(targets.rows(target, name), longest));
    int steps = data.longestTarget();
    var fitting =
        new Fitting(
            learningRate, weightDecay, batchSize, epochs, Decay.COSINE, validation, patience, CLIP);
    var fit =
        fitting.fit(
            joined,
            this,
            run,
            (f, weights) -> {
              var size = size(sources.size(), targets.size(), steps);
              var net = weights.take(Transformer.of(f, size, weights.random()));
              return Task.of(
                      weights.trained(),
                      weights.buffers(),
                      joined.size(),
                      (g, rows) -> loss(g, net, data.sources(rows), data.targets(rows)))
                  .lengths(data.lengths())
                  .weights(data.weights());
            },
            this::schedule);
    return new Fitted(
        this, columns, sources, targets, steps, fit.weights(), fit.epochs(), fit.loss());
  }

  private Schedule schedule(long steps) {
    long rising = Math.round(warmup * steps);
    var falling = Decay.COSINE.over(steps - rising);
    return rising == 0 ? falling : new Warmup(rising, 1.0 / rising, falling);
  }

  private Tensor loss(Ops f, Transformer net, int[][] sources, int[][] targets) {
    return new CrossEntropy()
        .smoothing(smoothing)
        .of(f, net.logits(f, sources, targets), EncoderDecoder.expected(targets));
  }

  /**
   * @param steps of the longest target
   */
  private Transformer.Size size(int sources, int targets, int steps) {
    int context = Math.max(longest, steps);
    return new Transformer.Size(layers, heads, width, hidden, sources, targets, context)
        .dropout(dropout);
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param columns those that are read, in this order
   * @param sources the pieces of these
   * @param targets the pieces of the target
   * @param steps pieces of an answer at most, its end included
   * @param weights one of each layer
   * @param epochs how many were made
   * @param loss that of the weights kept, on the rows set aside if there were some
   */
  public record Fitted(
      Seq2Seq how,
      List<String> columns,
      TextPieces sources,
      TextPieces targets,
      int steps,
      List<Weight> weights,
      int epochs,
      double loss)
      implements Predictor<Texts> {
    public Fitted {
      columns = List.copyOf(columns);
      weights = List.copyOf(weights);
      if (steps < 1 || steps > how.longest + 1)
        throw new DataException(
            "an answer has from 1 to %d pieces, its end included, not %d"
                .formatted(how.longest + 1, steps));
    }

    /**
     * The best answer found for each row; an empty source has one, too.
     *
     * @throws DataException if a column is not there, or neither text nor tokens
     */
    @Override
    public Texts predict(Frame frame) {
      var data = PairRows.sources(frame, columns, sources, how.longest);
      var out = new String[data.size()];
      double power = how.beams == 1 ? 0 : how.lengthPower;
      var search = new BeamSearch(how.beams, steps, TextPieces.START, TextPieces.END, power);
      try (var f = new Cpu(1)) {
        var size = how.size(sources.size(), targets.size(), steps);
        Weights.enough(weights, size.least());
        var empty = Transformer.of(f, size, Init.zeros(), Init.zeros(), Run.quiet().random("none"));
        var net = Weights.into(f, empty, weights);
        RowNet.blocks(
            RowNet.order(data.size(), List.of(data)),
            List.of(data),
            (rows, n) -> {
              var read = PairRows.sources(data, rows);
              var found = net.decode(f, read, search, TextPieces.START, TextPieces.UNKNOWN);
              for (int i = 0; i < n; i++)
                out[rows[i]] = targets.text(found.get(i).getFirst().tokens());
            });
      }
      return new Texts(new Column.Text(List.of(out)));
    }

    @Override
    public Texts predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
