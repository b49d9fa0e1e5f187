// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.nlp.corenlp;

import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.pipeline.Annotation;
import edu.stanford.nlp.pipeline.DefaultPaths;
import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import edu.stanford.nlp.semgraph.SemanticGraph;
import edu.stanford.nlp.semgraph.SemanticGraphCoreAnnotations;
import edu.stanford.nlp.sentiment.SentimentCoreAnnotations;
import edu.stanford.nlp.util.CoreMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import millrace.nlp.Annotate.Layer;
import millrace.nlp.Annotator;
import org.jspecify.annotations.Nullable;

/**
 * The backend {@code corenlp} of {@link millrace.nlp.Annotate}: Stanford CoreNLP for English.
 * Tokens, offsets and sentences need nothing else; the other layers need its models, a jar of 474
 * MB that only the Maven profile {@code corenlp-models} adds.
 *
 * <p>Parts of speech are those of the Penn Treebank, relations those of Universal Dependencies. A
 * contraction is two tokens: {@code did}, {@code n't}. Pronouns, which CoreNLP lists among its
 * mentions, are no entities here. A sentence feels Very negative, Negative, Neutral, Positive or
 * Very positive. What one layer says does not depend on which others are chosen.
 *
 * <p>docs/annotators.md has the heap that the layers need. {@link Options} are a few of CoreNLP's
 * properties.
 *
 * @see "Manning et al., The Stanford CoreNLP Natural Language Processing Toolkit, ACL 2014 (System
 *     Demonstrations)"
 */
public final class CoreNlpAnnotator implements Annotator {
  /** Reading a model twice at once would need twice the heap. */
  private static final Object LOADING = new Object();

  @Override
  public String name() {
    return "corenlp";
  }

  @Override
  public String version() {
    return "Stanford CoreNLP "
        + Objects.requireNonNullElse(
            StanfordCoreNLP.class.getPackage().getImplementationVersion(), "of no known version");
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.allOf(Layer.class);
  }

  @Override
  public void check(Set<Layer> layers, List<String> options) {
    Options.properties(layers, options);
    var without = EnumSet.noneOf(Layer.class);
    for (var layer : layers)
      if (!modelsOf(layer).stream().allMatch(this::there)) without.add(layer);
    if (!without.isEmpty()) {
      throw new IllegalArgumentException(
          "Annotate layers %s: CoreNLP's models are not on the class path; without them there are tokens, offsets and sentences. ./millrace --with corenlp-models … adds them (474 MB, fetched once), the Maven profile -Pcorenlp-models, or edu.stanford.nlp:stanford-corenlp with the classifier models"
              .formatted(Layer.words(without)));
    }
  }

  private boolean there(String model) {
    return StanfordCoreNLP.class.getResource("/" + model) != null;
  }

  private static List<String> modelsOf(Layer layer) {
    return switch (layer) {
      case TOKENS, OFFSETS, SENTENCES -> List.of();
      case POS, LEMMA -> List.of(DefaultPaths.DEFAULT_POS_MODEL);
      case ENTITIES ->
          List.of(DefaultPaths.DEFAULT_POS_MODEL, DefaultPaths.DEFAULT_NER_THREECLASS_MODEL);
      case DEPENDENCIES ->
          List.of(DefaultPaths.DEFAULT_POS_MODEL, DefaultPaths.DEFAULT_DEPENDENCY_PARSER_MODEL);
      case SENTIMENT ->
          List.of(
              DefaultPaths.DEFAULT_POS_MODEL,
              DefaultPaths.DEFAULT_PARSER_MODEL,
              Options.SENTIMENT_MODEL);
    };
  }

  @Override
  public Session open(Set<Layer> layers, List<String> options) {
    var properties = Options.properties(layers, options);
    synchronized (LOADING) {
      // CoreNLP keeps what it has loaded, by properties: the second of a kind takes milliseconds.
      return new Sentences(new StanfordCoreNLP(properties));
    }
  }

  /** Reads CoreNLP's annotations of one text after the other. */
  private record Sentences(StanfordCoreNLP pipeline) implements Session {
    @Override
    public List<Sentence> annotate(String text) {
      if (text.isBlank()) return List.of();
      var document = new Annotation(text);
      pipeline.annotate(document);
      var out = new ArrayList<Sentence>();
      for (var s : document.get(CoreAnnotations.SentencesAnnotation.class)) {
        out.add(
            new Sentence(
                s.get(CoreAnnotations.CharacterOffsetBeginAnnotation.class),
                s.get(CoreAnnotations.CharacterOffsetEndAnnotation.class),
                tokens(s),
                entities(s),
                said(s.get(SentimentCoreAnnotations.SentimentClass.class))));
      }
      return out;
    }

    private static List<Token> tokens(CoreMap sentence) {
      var graph = sentence.get(SemanticGraphCoreAnnotations.BasicDependenciesAnnotation.class);
      var out = new ArrayList<Token>();
      for (var t : sentence.get(CoreAnnotations.TokensAnnotation.class)) {
        int head = 0;
        var relation = "";
        if (graph != null) {
          head = head(graph, t);
          relation = relation(graph, t, head);
        }
        out.add(
            new Token(
                t.beginPosition(),
                t.endPosition(),
                said(t.tag()),
                said(t.lemma()),
                head,
                relation));
      }
      return out;
    }

    private static int head(SemanticGraph graph, CoreLabel token) {
      var node = graph.getNodeByIndexSafe(token.index());
      var head = node == null ? null : graph.getParent(node);
      return head == null ? 0 : head.index();
    }

    private static String relation(SemanticGraph graph, CoreLabel token, int head) {
      if (head == 0) return "root";
      var node = graph.getNodeByIndex(token.index());
      return graph.reln(graph.getNodeByIndex(head), node).toString();
    }

    private static List<Entity> entities(CoreMap sentence) {
      var mentions = sentence.get(CoreAnnotations.MentionsAnnotation.class);
      if (mentions == null) return List.of();
      var out = new ArrayList<Entity>();
      for (var m : mentions) {
        if (isPronoun(m)) continue;
        out.add(
            new Entity(
                m.get(CoreAnnotations.CharacterOffsetBeginAnnotation.class),
                m.get(CoreAnnotations.CharacterOffsetEndAnnotation.class),
                m.get(CoreAnnotations.EntityTypeAnnotation.class)));
      }
      out.sort(Comparator.comparingInt(Entity::from));
      return out;
    }

    /** Its tokens are named by no recogniser: it is a mention only because it is a pronoun. */
    private static boolean isPronoun(CoreMap mention) {
      return mention.get(CoreAnnotations.TokensAnnotation.class).getFirst().ner().equals("O");
    }

    private static String said(@Nullable String value) {
      return value == null ? "" : value;
    }
  }
}
