// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.nlp.corenlp;

import edu.stanford.nlp.pipeline.DefaultPaths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import millrace.nlp.Annotate.Layer;

/**
 * CoreNLP's properties for layers and options. Only the options below are let through, with the
 * values below: options travel in model files, and CoreNLP would read a model from any address that
 * a property names, by Java serialization.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>values</th><th>what it does</th></tr>
 * <tr><td>tokenize.whitespace</td><td>true, false</td><td>cut at white space only</td></tr>
 * <tr><td>ssplit.eolonly</td><td>true, false</td><td>each line is a sentence</td></tr>
 * <tr><td>ssplit.isOneSentence</td><td>true, false</td><td>each text is a sentence</td></tr>
 * <tr><td>ssplit.newlineIsSentenceBreak</td><td>always, never, two</td><td>whether line breaks end sentences</td></tr>
 * <tr><td>ner.model</td><td>all, 3class, 4class, 7class</td><td>which recognisers of names</td></tr>
 * <tr><td>ner.applyFineGrained</td><td>true, false</td><td>tell cities, countries, titles … apart</td></tr>
 * <tr><td>ner.applyNumericClassifiers</td><td>true, false</td><td>find numbers and amounts</td></tr>
 * <tr><td>ner.useSUTime</td><td>true, false</td><td>find dates and times</td></tr>
 * <tr><td>parse.maxlen</td><td>a number</td><td>longer sentences get no sentiment</td></tr>
 * </table>
 */
final class Options {
  static final String SENTIMENT_MODEL = "edu/stanford/nlp/models/sentiment/sentiment.ser.gz";

  private static final String SWITCH = "true|false";

  /** What each may be, as a pattern. */
  private static final Map<String, String> LEGAL = new LinkedHashMap<>();

  static {
    LEGAL.put("tokenize.whitespace", SWITCH);
    LEGAL.put("ssplit.eolonly", SWITCH);
    LEGAL.put("ssplit.isOneSentence", SWITCH);
    LEGAL.put("ssplit.newlineIsSentenceBreak", "always|never|two");
    LEGAL.put("ner.model", "all|3class|4class|7class");
    LEGAL.put("ner.applyFineGrained", SWITCH);
    LEGAL.put("ner.applyNumericClassifiers", SWITCH);
    LEGAL.put("ner.useSUTime", SWITCH);
    LEGAL.put("parse.maxlen", "[1-9][0-9]{0,5}");
  }

  private Options() {}

  /**
   * @throws IllegalArgumentException if an option is not known or its value not legal
   */
  static Properties properties(Set<Layer> layers, List<String> options) {
    var out = new Properties();
    out.setProperty("annotators", String.join(",", annotators(layers)));
    // Dependencies come from their own parser; the other one is for the sentiment only.
    out.setProperty("parse.buildgraphs", "false");
    for (var option : options) {
      var parts = option.split("=", 2);
      var name = parts[0].strip();
      var legal = LEGAL.get(name);
      if (legal == null || parts.length == 1) {
        throw new IllegalArgumentException(
            "Annotate options '%s' is not known to corenlp; write name=value with one of %s"
                .formatted(option, String.join(", ", LEGAL.keySet())));
      }
      var value = parts[1].strip();
      if (!value.matches(legal)) {
        throw new IllegalArgumentException(
            "Annotate options %s must be %s but is '%s'"
                .formatted(
                    name,
                    name.equals("parse.maxlen")
                        ? "a number from 1 to 999999"
                        : legal.replace("|", ", "),
                    value));
      }
      if (!name.equals("ner.model")) out.setProperty(name, value);
      else if (!value.equals("all")) out.setProperty(name, nerModel(value));
    }
    return out;
  }

  private static String nerModel(String classes) {
    return switch (classes) {
      case "3class" -> DefaultPaths.DEFAULT_NER_THREECLASS_MODEL;
      case "4class" -> DefaultPaths.DEFAULT_NER_CONLL_MODEL;
      default -> DefaultPaths.DEFAULT_NER_MUC_MODEL;
    };
  }

  /** CoreNLP's annotators for these layers and all that they rest on, in order. */
  private static List<String> annotators(Set<Layer> layers) {
    boolean entities = layers.contains(Layer.ENTITIES);
    boolean dependencies = layers.contains(Layer.DEPENDENCIES);
    boolean sentiment = layers.contains(Layer.SENTIMENT);
    boolean lemma = entities || layers.contains(Layer.LEMMA);
    var out = new ArrayList<>(List.of("tokenize", "ssplit"));
    if (lemma || dependencies || sentiment || layers.contains(Layer.POS)) out.add("pos");
    if (lemma) out.add("lemma");
    if (entities) out.add("ner");
    if (sentiment) out.add("parse");
    if (dependencies) out.add("depparse");
    if (sentiment) out.add("sentiment");
    return out;
  }
}
