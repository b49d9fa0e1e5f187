// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.nlp.corenlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.pipeline.CoreDocument;
import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import edu.stanford.nlp.semgraph.SemanticGraphCoreAnnotations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.nlp.Annotate;
import millrace.nlp.Annotate.Layer;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The layers that need CoreNLP's models: run by the Maven profile corenlp-models. */
@Tag("corenlp-models")
class CoreNlpModelsTest {
  /** The text of CoreNLP's own example of its Java interface. */
  private static final String JOE =
      "Joe Smith was born in California. In 2017, he went to Paris, France in the summer. His"
          + " flight left at 3:00pm on July 10th, 2017.";

  private static final Annotate STEP = new Annotate().backend("corenlp").keepText(false);

  private static Frame annotated(Annotate step, String... texts) {
    var frame = Frame.text("x", List.of(texts));
    return step.fit(frame).apply(frame);
  }

  private static List<String> words(Frame frame, String column) {
    var c = frame.column(column, Column.Tokens.class);
    return Arrays.stream(c.row(0)).mapToObj(c.words()::name).toList();
  }

  private static List<String> marked(Frame frame, String column, String text) {
    var c = frame.column(column, Column.Spans.class);
    var out = new ArrayList<String>();
    for (int k = 0; k < c.starts()[1]; k++)
      out.add(text.substring(c.from()[k], c.to()[k]) + "/" + c.names().name(c.labels()[k]));
    return out;
  }

  private static CoreDocument coreNlp(String annotators, String text) {
    var properties = new Properties();
    properties.setProperty("annotators", annotators);
    var document = new CoreDocument(text);
    new StanfordCoreNLP(properties).annotate(document);
    return document;
  }

  /** The tags that CoreNLP's page of that example prints for its second sentence. */
  @Test
  void tagsAndLemmas() {
    var out = annotated(STEP.layers(Layer.POS, Layer.LEMMA), JOE);
    assertEquals(
        List.of("IN", "CD", ",", "PRP", "VBD", "IN", "NNP", ",", "NNP", "IN", "DT", "NN", "."),
        words(out, "x_pos").subList(7, 20));
    assertEquals(
        List.of(
            "in", "2017", ",", "he", "go", "to", "Paris", ",", "France", "in", "the", "summer",
            "."),
        words(out, "x_lemma").subList(7, 20));
  }

  /** The entities that the same page prints, without its pronouns. */
  @Test
  void entities() {
    var out = annotated(STEP.layers(Layer.ENTITIES), JOE);
    assertEquals(
        List.of(
            "Joe Smith/PERSON",
            "California/STATE_OR_PROVINCE",
            "2017/DATE",
            "Paris/CITY",
            "France/COUNTRY",
            "summer/DATE",
            "3:00pm on/TIME",
            "July 10th, 2017/DATE"),
        marked(out, "x_entities", JOE));
  }

  /** Without the jars that CoreNLP's dates rest on they would be lost in silence. */
  @Test
  void holidaysAreDates() {
    var text = "We met on Labor Day and never again.";
    var found = marked(annotated(STEP.layers(Layer.ENTITIES), text), "x_entities", text);
    assertEquals("Labor Day/DATE", found.getFirst());
  }

  @Test
  void fewerRecognisersWhenAskedFor() {
    var step =
        STEP.layers(Layer.ENTITIES)
            .options(
                "ner.model=3class",
                "ner.applyFineGrained=false",
                "ner.applyNumericClassifiers=false",
                "ner.useSUTime=false");
    assertEquals(
        List.of("Joe Smith/PERSON", "California/LOCATION", "Paris/LOCATION", "France/LOCATION"),
        marked(annotated(step, JOE), "x_entities", JOE));
  }

  /** As in the guidelines of UD English; and token by token what the pipeline itself says. */
  @Test
  void dependencies() {
    var out = annotated(STEP.layers(Layer.DEPENDENCIES), JOE);
    assertEquals(List.of("2", "4", "4", "0", "6", "4", "4"), words(out, "x_head").subList(0, 7));
    assertEquals(
        List.of("compound", "nsubj:pass", "aux:pass", "root", "case", "obl", "punct"),
        words(out, "x_deprel").subList(0, 7));
    var heads = new ArrayList<String>();
    var relations = new ArrayList<String>();
    for (var s : coreNlp("tokenize,ssplit,pos,lemma,depparse", JOE).sentences()) {
      var graph = s.coreMap().get(SemanticGraphCoreAnnotations.BasicDependenciesAnnotation.class);
      for (CoreLabel t : s.tokens()) {
        var node = graph.getNodeByIndex(t.index());
        boolean root = graph.getRoots().contains(node);
        heads.add(root ? "0" : Integer.toString(graph.getParent(node).index()));
        relations.add(
            root ? "root" : graph.getIncomingEdgesSorted(node).getFirst().getRelation().toString());
      }
    }
    assertEquals(heads, words(out, "x_head"));
    assertEquals(relations, words(out, "x_deprel"));
  }

  @Test
  void sentiment() {
    var text = "I love this wonderful movie! The plot was boring and the acting was terrible.";
    var out = annotated(STEP.layers(Layer.SENTIMENT), text);
    var expected = new ArrayList<String>();
    for (var s : coreNlp("tokenize,ssplit,pos,parse,sentiment", text).sentences())
      expected.add(s.text() + "/" + s.sentiment());
    assertEquals(expected, marked(out, "x_sentiment", text));
    assertTrue(expected.getFirst().endsWith("Very positive"), expected.toString());
    assertTrue(expected.getLast().endsWith("egative"), expected.toString());
  }

  @Test
  void aLayerDoesNotDependOnOthers() {
    var all = annotated(STEP.layers(Layer.values()), JOE);
    for (var layer : Layer.values()) {
      var alone = annotated(STEP.layers(layer), JOE);
      for (var column : alone.names())
        assertEquals(alone.column(column).cell(0), all.column(column).cell(0), column);
    }
  }

  @Test
  void threadsAndFilesMakeNoDifference() {
    var many = Frame.text("x", Collections.nCopies(200, JOE));
    var fitted = STEP.layers(Layer.LEMMA, Layer.DEPENDENCIES).fit(many);
    var one = fitted.apply(many, Run.seeded(1).threads(1)).fingerprint();
    var back = Store.load(Store.bytes(fitted), Annotate.Fitted.class);
    assertEquals(one, back.apply(many, Run.seeded(2).threads(3)).fingerprint());
  }

  @Test
  void longSentencesMayGoWithoutSentiment() {
    var text = "I love this wonderful movie! Good.";
    var out = annotated(STEP.layers(Layer.SENTIMENT).options("parse.maxlen=3"), text);
    assertEquals(2, out.column("x_sentiment", Column.Spans.class).labels().length);
  }
}
