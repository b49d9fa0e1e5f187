package millrace.neural.models;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Sequences;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Embedding;
import millrace.neural.train.Task;
import millrace.run.Run;

/**
 * An LSTM, a GRU or a simple recurrent network that labels each token of a sequence. A vector of
 * the word and one made of its characters go through the network, and a linear layer with a softmax
 * gives a probability for each label at each place. It minimises the mean cross entropy of the
 * places by AdamW, in batches, gradients clipped to a norm of {@value RecurrentClassifier#CLIP}.
 *
 * <p>All Tokens columns are read, each with vectors of its own: put parts of speech or shapes
 * beside the words. Characters are those of the first column. If they are read, words are put in
 * lower case, as the characters tell of capitals. Words of fewer than {@code minCount} occurrences
 * share a vector with those never seen.
 *
 * <p>A share of the rows, chosen by the seed, is set aside. The weights kept are those of the epoch
 * whose loss on it was least, and training ends when that does not fall any more. With fewer than
 * {@value Fitting#FEWEST} rows none are set aside.
 *
 * <p>With {@link Run#checkpoints}, training goes on after a crash where it was. The same seed gives
 * the same model on any number of threads, but on processors of other vector widths sums are
 * rounded otherwise. Cost: O(epochs · tokens · weights).
 *
 * @param cell which kind of network (default LSTM)
 * @param layers recurrent layers, one above the other (default 1)
 * @param width units of the hidden layer (default 128)
 * @param bidirectional whether sequences are read from both ends (default true)
 * @param embedding how long a word's vector is (default 100)
 * @param characters how the characters of a word are read (default CNN)
 * @param characterWidth how long the vector made of a word's characters is (default 50)
 * @param dropout with what probability a number that goes into or comes out of the recurrent
 *     network is left out of a training step (default 0.3)
 * @param learningRate learning rate at its greatest (default 0.003)
 * @param weightDecay what part of the weights goes at each step, times the learning rate (default
 *     0.01)
 * @param batchSize sentences of a step (default 32)
 * @param epochs passes over the rows, at most (default 12)
 * @param schedule how the learning rate goes on (default COSINE)
 * @param validation share of the rows that is set aside to stop early by; 0: none, and the last
 *     weights are kept (default 0.1)
 * @param patience epochs without a lower loss on them before training ends (default 3)
 * @param minCount how often a word must occur in training for a vector of its own (default 2)
 * @see "S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997"
 * @see "K. Cho et al., Learning phrase representations using RNN encoder-decoder, EMNLP 2014 (GRU)"
 * @see "B. Plank, A. Soegaard, Y. Goldberg, Multilingual part-of-speech tagging with bidirectional
 *     long short-term memory models and auxiliary loss, ACL 2016"
 */
@About(
    value = "LSTM, GRU or simple recurrent network that labels tokens by words and characters",
    cite =
        "B. Plank, A. Soegaard, Y. Goldberg, Multilingual POS tagging with bidirectional LSTM"
            + " models, ACL 2016")
public record RecurrentTagger(
    @Param("kind of recurrent network: lstm, gru or tanh") Cell cell,
    @Param(
            value = "recurrent layers, one above the other",
            min = 1,
            max = 10,
            tune = {1, 3})
        int layers,
    @Param(
            value = "units of the hidden layer",
            min = 1,
            max = 65536,
            tune = {32, 512},
            log = true)
        int width,
    @Param("whether sequences are read from both ends") boolean bidirectional,
    @Param(
            value = "length of a word's vector",
            min = 1,
            max = 4096,
            tune = {16, 300},
            log = true)
        int embedding,
    @Param("how the characters of a word are read: none, cnn or lstm") Characters characters,
    @Param(
            value = "length of the vector made of a word's characters",
            min = 1,
            max = 4096,
            tune = {10, 200})
        int characterWidth,
    @Param(
            value = "probability that a number is left out of a step",
            min = 0,
            max = 0.95,
            tune = {0, 0.7})
        double dropout,
    @Param(
            value = "learning rate at its greatest",
            min = 0,
            max = 10,
            tune = {1e-4, 1e-2},
            log = true)
        double learningRate,
    @Param(
            value = "decay of the weights, times the learning rate",
            min = 0,
            max = 10,
            tune = {1e-4, 1},
            log = true)
        double weightDecay,
    @Param(
            value = "sentences of a step",
            min = 1,
            tune = {4, 128},
            log = true)
        int batchSize,
    @Param(value = "passes over the rows, at most", min = 1, max = 1000000) int epochs,
    @Param("how the learning rate goes on") Decay schedule,
    @Param(value = "share of the rows to stop early by", min = 0, max = 0.5) double validation,
    @Param(value = "epochs without a lower loss before training ends", min = 1) int patience,
    @Param(value = "occurrences in training that a word needs for a vector of its own", min = 1)
        int minCount)
    implements Trainer<RecurrentTagger.Fitted> {
  public RecurrentTagger {
    Spec.check(
        RecurrentTagger.class,
        cell,
        layers,
        width,
        bidirectional,
        embedding,
        characters,
        characterWidth,
        dropout,
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        minCount);
  }

  public RecurrentTagger() {
    this(
        Cell.LSTM,
        1,
        128,
        true,
        100,
        Characters.CNN,
        50,
        0.3,
        0.003,
        0.01,
        32,
        12,
        Decay.COSINE,
        0.1,
        3,
        2);
  }

  public RecurrentTagger cell(Cell cell) {
    return Spec.with(this, "cell", cell);
  }

  public RecurrentTagger layers(int layers) {
    return Spec.with(this, "layers", layers);
  }

  public RecurrentTagger width(int width) {
    return Spec.with(this, "width", width);
  }

  public RecurrentTagger bidirectional(boolean bidirectional) {
    return Spec.with(this, "bidirectional", bidirectional);
  }

  public RecurrentTagger embedding(int embedding) {
    return Spec.with(this, "embedding", embedding);
  }

  public RecurrentTagger characters(Characters characters) {
    return Spec.with(this, "characters", characters);
  }

  public RecurrentTagger characterWidth(int characterWidth) {
    return Spec.with(this, "characterWidth", characterWidth);
  }

  public RecurrentTagger dropout(double dropout) {
    return Spec.with(this, "dropout", dropout);
  }

  public RecurrentTagger learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public RecurrentTagger weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public RecurrentTagger batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public RecurrentTagger epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public RecurrentTagger schedule(Decay schedule) {
    return Spec.with(this, "schedule", schedule);
  }

  public RecurrentTagger validation(double validation) {
    return Spec.with(this, "validation", validation);
  }

  public RecurrentTagger patience(int patience) {
    return Spec.with(this, "patience", patience);
  }

  public RecurrentTagger minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  /** How long a character's vector is. */
  private static final int CHARACTER = 30;

  /** Of longer words the middle is not read. */
  private static final int LONGEST_WORD = 24;

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class).target(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    boolean spelled = characters != Characters.NONE;
    var words = new ArrayList<WordInput>();
    for (var c : columns) {
      var column = train.column(c, Column.Tokens.class);
      words.add(WordInput.of(c, column, minCount, spelled, Integer.MAX_VALUE));
    }
    var first = train.column(columns.getFirst(), Column.Tokens.class);
    var chars = CharInput.of(first, spelled ? LONGEST_WORD : 0);
    var data = TaggerRows.of(train, words, chars, run);
    var target = data.labels(train, columns.getFirst(), this);
    var lengths = new int[data.size()];
    var tokens = new double[data.size()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = data.columns().getFirst().length(i);
      tokens[i] = data.starts()[i + 1] - data.starts()[i];
    }
    var labels = target.words();
    var fit =
        fitting()
            .fit(
                train,
                this,
                run,
                (f, weights) -> {
                  var net = network(weights, words, chars, labels.size());
                  return Task.of(
                          weights.trained(),
                          weights.buffers(),
                          data.size(),
                          (g, rows) -> loss(g, net, data, target.ids(), rows))
                      .lengths(lengths)
                      .weights(tokens);
                });
    return new Fitted(this, words, chars, labels, fit.weights(), fit.epochs(), fit.loss());
  }

  private static Tensor loss(Ops f, TaggerNet net, TaggerRows data, int[] labels, int... rows) {
    var packed = data.columns().getFirst().pack(rows);
    var of = data.at(labels, CrossEntropy.IGNORE, packed, rows);
    return f.run(CrossEntropy.of(of), net.forward(f, data, null, rows))[0];
  }

  private TaggerNet network(Weights weights, List<WordInput> words, CharInput chars, int outputs) {
    var vectors = new ArrayList<Embedding>();
    for (var w : words)
      vectors.add(
          TableNet.embedding(weights.in("words." + vectors.size()), w.vectors(), embedding));
    int in = vectors.size() * embedding;
    CharEncoder encoder = null;
    if (characters != Characters.NONE) {
      encoder =
          CharEncoder.of(weights.in("spelling"), chars, characters, CHARACTER, characterWidth);
      in += encoder.width();
    }
    var network = RecurrentStack.of(weights, cell.op(), in, width, layers, bidirectional, dropout);
    var output = HiddenLayers.output(weights, network.width(), outputs);
    return new TaggerNet(vectors, encoder, network, output, dropout);
  }

  private Fitting fitting() {
    return new Fitting(
        learningRate,
        weightDecay,
        batchSize,
        epochs,
        schedule,
        validation,
        patience,
        RecurrentClassifier.CLIP);
  }

  /**
   * The network.
   *
   * @param how how it was trained
   * @param words what was learned of the columns
   * @param characters those seen
   * @param labels those seen
   * @param weights one of each layer
   * @param epochs how many were made
   * @param loss that of the weights kept, on the rows set aside if there were some
   */
  public record Fitted(
      RecurrentTagger how,
      List<WordInput> words,
      CharInput characters,
      Vocabulary labels,
      List<Weight> weights,
      int epochs,
      double loss)
      implements Predictor<Sequences> {
    public Fitted {
      words = List.copyOf(words);
      weights = List.copyOf(weights);
    }

    /**
     * The most probable label of each token.
     *
     * @throws DataException if a column is not there, or columns differ in their rows' lengths
     */
    @Override
    public Sequences predict(Frame frame) {
      var data = TaggerRows.of(frame, words, characters, Run.quiet().threads(1));
      var out = new int[data.starts()[data.size()]];
      try (var f = new Cpu(1)) {
        var net = how.network(Weights.of(weights), words, characters, labels.size());
        var spellings = net.spellings(f, data);
        RowNet.blocks(
            RowNet.order(data.size(), data.columns()),
            data.columns(),
            (rows, n) -> {
              try (var _ = f.scope()) {
                best(f.floats(net.forward(f, data, spellings, rows)), data, rows, n, out);
              }
            });
      }
      return new Sequences(new Column.Tokens(data.starts(), out, labels));
    }

    /** All rows of a block are of one length, so that the packing leaves them in their order. */
    private void best(float[] scores, TaggerRows data, int[] rows, int n, int[] out) {
      int k = labels.size();
      for (int j = 0; j < n; j++) {
        int from = data.starts()[rows[j]];
        for (int at = from; at < data.starts()[rows[j] + 1]; at++) {
          int step = ((at - from) * rows.length + j) * k;
          for (int c = 1; c < k; c++) if (scores[step + c] > scores[step + out[at]]) out[at] = c;
        }
      }
    }

    @Override
    public Sequences predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
