package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.nlp.Annotator.Sentence;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Linguistic annotation: every Text column {@code x} gets typed columns beside it, one for each
 * chosen layer. Places are in UTF-16 units of the text, as {@link String#substring(int, int)}
 * counts.
 *
 * <table>
 * <caption>Layers and their columns</caption>
 * <tr><th>layer</th><th>column</th><th>kind</th><th>holds</th></tr>
 * <tr><td>tokens</td><td>{@code x_tokens}</td><td>tokens</td><td>the tokens as they are written</td></tr>
 * <tr><td>offsets</td><td>{@code x_offsets}</td><td>spans</td><td>where each token is; label: the token</td></tr>
 * <tr><td>sentences</td><td>{@code x_sentences}</td><td>spans</td><td>where each sentence is; label: the number of its tokens</td></tr>
 * <tr><td>pos</td><td>{@code x_pos}</td><td>tokens</td><td>part of speech of each token</td></tr>
 * <tr><td>lemma</td><td>{@code x_lemma}</td><td>tokens</td><td>base form of each token</td></tr>
 * <tr><td>entities</td><td>{@code x_entities}</td><td>spans</td><td>names, dates, amounts; label: the type</td></tr>
 * <tr><td>dependencies</td><td>{@code x_head}</td><td>tokens</td><td>for each token the number of its head in the sentence, from 1; 0 for the root</td></tr>
 * <tr><td></td><td>{@code x_deprel}</td><td>tokens</td><td>its relation to the head</td></tr>
 * <tr><td>sentiment</td><td>{@code x_sentiment}</td><td>spans</td><td>the sentences again; label: how each feels</td></tr>
 * </table>
 *
 * <p>{@code x_tokens}, {@code x_offsets}, {@code x_pos}, {@code x_lemma}, {@code x_head} and {@code
 * x_deprel} have as many entries in a row as each other. An empty text has none of anything. What
 * the chosen layers need is worked out all the same: {@code layers("lemma")} tags silently.
 *
 * <p>The backend {@code opennlp} gives tokens, offsets, sentences, pos (of Universal Dependencies)
 * and lemma. {@code corenlp} gives all layers; it is the module millrace-nlp-corenlp, which is
 * GPL-3.0-or-later. Both are for English. Nothing is learned from the rows: a model file holds the
 * backend's name and version, the layers and the options, and it is refused where the same backend
 * of the same version is not on the class path.
 *
 * <p>Cost: a pass of the backend over each text; rows are shared by threads in blocks.
 *
 * @param backend the engine's name (default {@code opennlp})
 * @param layers what to add, by the names above (default tokens, offsets, sentences, pos, lemma)
 * @param options settings of the backend as {@code name=value}; {@code opennlp} has none
 * @param keepText whether the text itself stays, before its annotations (default true)
 * @see "Universal Dependencies v2 (Nivre et al., LREC 2020) for tags and relations; Manning et al.,
 *     The Stanford CoreNLP Natural Language Processing Toolkit, ACL 2014 (System Demonstrations)"
 */
@About(
    value = "sentences, tokens, parts of speech, lemmas, entities, dependencies of texts",
    cite = "Apache OpenNLP 2.5; Manning et al., Stanford CoreNLP, ACL 2014",
    engine = "OpenNLP")
public record Annotate(
    @Param("the engine: opennlp, or corenlp where its module is on the class path") String backend,
    @Param("what to add: " + Annotate.NAMES) List<String> layers,
    @Param("settings of the backend, as name=value") List<String> options,
    @Param("whether the text stays beside its annotations") boolean keepText)
    implements Step<Annotate.Fitted> {
  static final String NAMES =
      "tokens, offsets, sentences, pos, lemma, entities, dependencies, sentiment";

  /** What can be said of a text; the names are {@link #word}s. */
  public enum Layer {
    /** The tokens as they are written. */
    TOKENS,
    /** Where the tokens are. */
    OFFSETS,
    /** Where the sentences are. */
    SENTENCES,
    /** Parts of speech. */
    POS,
    /** Base forms. */
    LEMMA,
    /** Names, dates and amounts. */
    ENTITIES,
    /** The head of each token and its relation to it. */
    DEPENDENCIES,
    /** How each sentence feels. */
    SENTIMENT;

    /** The layer as parameters and messages write it: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Layer of(String word) {
      for (var l : values()) if (l.word().equals(word)) return l;
      throw new IllegalArgumentException(
          "Annotate layers: there is no layer '%s'; there are %s".formatted(word, NAMES));
    }

    /** Layers as messages write them: "pos, lemma". */
    public static String words(Collection<Layer> layers) {
      return layers.stream().map(Layer::word).collect(Collectors.joining(", "));
    }
  }

  public Annotate {
    Spec.check(Annotate.class, backend, layers, options, keepText);
    layers = List.copyOf(layers);
    options = List.copyOf(options);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Annotate layers is empty: name at least one of " + NAMES);
    }
    chosen(layers);
  }

  public Annotate() {
    this("opennlp", List.of("tokens", "offsets", "sentences", "pos", "lemma"), List.of(), true);
  }

  public Annotate backend(String backend) {
    return Spec.with(this, "backend", backend);
  }

  public Annotate layers(List<String> layers) {
    return Spec.with(this, "layers", layers);
  }

  public Annotate layers(String... layers) {
    return layers(List.of(layers));
  }

  public Annotate layers(Layer... layers) {
    return layers(Arrays.stream(layers).map(Layer::word).toList());
  }

  public Annotate options(List<String> options) {
    return Spec.with(this, "options", options);
  }

  public Annotate options(String... options) {
    return options(List.of(options));
  }

  public Annotate keepText(boolean keepText) {
    return Spec.with(this, "keepText", keepText);
  }

  /** The backends on the class path, by name. */
  public static List<Annotator> backends() {
    return Backends.all();
  }

  private static Set<Layer> chosen(List<String> words) {
    var out = EnumSet.noneOf(Layer.class);
    for (var w : words) {
      if (!out.add(Layer.of(w))) {
        throw new IllegalArgumentException("Annotate layers: '%s' stands twice".formatted(w));
      }
    }
    return out;
  }

  /** The backend, which must be there and have these layers and options. */
  private static Annotator backend(String name, Set<Layer> layers, List<String> options) {
    var backend = Backends.find(name);
    var beyond = EnumSet.copyOf(layers);
    beyond.removeAll(backend.layers());
    if (!beyond.isEmpty()) {
      var able =
          Backends.all().stream()
              .filter(b -> b.layers().containsAll(layers))
              .map(Annotator::name)
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "Annotate layers: the backend %s cannot give %s, only %s; %s"
              .formatted(
                  name,
                  Layer.words(beyond),
                  Layer.words(backend.layers()),
                  able.isEmpty()
                      ? "corenlp can: ./millrace --with corenlp … adds it"
                      : "say backend=" + able));
    }
    backend.check(layers, options);
    return backend;
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Text.class).missingAllowed();
  }

  /**
   * Checks that the backend has all that is wanted, and loads its models; nothing is learned.
   *
   * @throws IllegalArgumentException if the backend, a layer, a model or an option is not there,
   *     saying what adds it
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var columns = x.names().stream().filter(n -> x.column(n) instanceof Column.Text).toList();
    run.step("load", 0, 1);
    var backend = backend(backend(), chosen(layers), options);
    var fitted = new Fitted(columns, backend.name(), backend.version(), layers, options, keepText);
    if (!columns.isEmpty()) fitted.open();
    run.step("load", 1, 1);
    return fitted;
  }

  /**
   * The columns to annotate, and with what.
   *
   * @param version of engine and models: another one would annotate otherwise
   */
  public record Fitted(
      List<String> columns,
      String backend,
      String version,
      List<String> layers,
      List<String> options,
      boolean keepText)
      implements Transform {
    /** A block of rows is closed when it has as many characters as this. */
    private static final int BLOCK = 8192;

    public Fitted {
      columns = List.copyOf(columns);
      layers = List.copyOf(layers);
      options = List.copyOf(options);
      var here = Annotate.backend(backend, chosen(layers), options).version();
      if (!here.equals(version)) {
        throw new IllegalArgumentException(
            "Annotate was fitted with %s, but here is %s, which may annotate otherwise: fit again, or put that version on the class path"
                .formatted(version, here));
      }
    }

    private Annotator.Session open() {
      var chosen = chosen(layers);
      return Annotate.backend(backend, chosen, options).open(chosen, options);
    }

    /** With all processors. */
    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet());
    }

    /**
     * With the threads of the run, reporting each block of rows.
     *
     * @throws DataException if a column is not there or not Text, or a name for a new one is taken
     */
    @Override
    public Frame apply(Frame frame, Run run) {
      // Tools are not safe for several threads and take a while to make: those not in use lie here.
      var idle = new ConcurrentLinkedQueue<Annotator.Session>();
      for (var name : columns) {
        var text = frame.column(name, Column.Text.class);
        var ends = blocks(text.values());
        var parts =
            run.map(
                "annotate " + name,
                ends.length,
                b -> {
                  var taken = idle.poll();
                  var session = taken == null ? open() : taken;
                  var out = new ArrayList<List<Sentence>>();
                  for (int i = b == 0 ? 0 : ends[b - 1]; i < ends[b]; i++)
                    out.add(session.annotate(text.values().get(i)));
                  idle.add(session);
                  return out;
                });
        frame =
            write(
                frame, name, new LayerColumns(text, parts.stream().flatMap(List::stream).toList()));
      }
      return frame;
    }

    /** Where each block of rows ends; the same for any number of threads. */
    private static int[] blocks(List<String> texts) {
      var ends = new int[texts.size()];
      int n = 0;
      long characters = 0;
      for (int i = 0; i < texts.size(); i++) {
        characters += texts.get(i).length() + 1;
        if (characters >= BLOCK || i == texts.size() - 1) {
          ends[n++] = i + 1;
          characters = 0;
        }
      }
      return Arrays.copyOf(ends, n);
    }

    private Frame write(Frame frame, String name, LayerColumns said) {
      var columns = new LinkedHashMap<String, Column>();
      if (keepText) columns.put(name, said.text());
      for (var layer : chosen(layers)) {
        if (layer == Layer.DEPENDENCIES) {
          columns.put(name + "_head", said.heads());
          columns.put(name + "_deprel", said.of(layer));
        } else {
          columns.put(name + "_" + layer.word(), said.of(layer));
        }
      }
      return frame.replace(name, columns);
    }
  }
}
