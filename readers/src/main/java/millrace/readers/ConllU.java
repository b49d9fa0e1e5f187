package millrace.readers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import millrace.data.Frame;
import millrace.learn.Spec;

/**
 * Reads treebanks of Universal Dependencies in their format CoNLL-U: a line of ten cells between
 * tabs for each word, comments before a sentence, a blank line after it. Gives a row a sentence and
 * a {@link millrace.data.Column.Tokens} column a layer, all aligned, and a text column for each
 * comment asked for.
 *
 * <pre>{@code
 * Frame train = ConllU.of("en_ewt-ud-train.conllu.gz").layers("form", "upos").read().target("upos");
 * Frame trees = ConllU.of("en_ewt-ud-dev.conllu").comments("sent_id", "text").read();
 * }</pre>
 *
 * <p>The tokens of a row are the syntactic words, those with a whole number as ID. Not among them
 * are
 *
 * <ul>
 *   <li>multiword tokens, as {@code 1-2 don't} before {@code 1 do} and {@code 2 n't}: that line
 *       says how its words are written together, and has no other layer. The sentence as written is
 *       in the comment {@code text};
 *   <li>empty nodes, as {@code 8.1}: words of the enhanced graph that are not in the text. {@code
 *       deps} may speak of them.
 * </ul>
 *
 * <p>Their IDs must be in order all the same. A head is a number from 0 (the root) to the number of
 * words, or {@code _} where the sentence is not parsed. A {@code _} is kept as it is: it may be a
 * form or a lemma too.
 *
 * <p>What does not fit concerns its whole sentence: under {@link Policy#STRICT} it is an error with
 * the number of the line, under {@link Policy#COLLECT} the sentence is left out and listed with
 * that line. One pass; memory for the columns only.
 *
 * @param file what to read, UTF-8; gzip is recognised by content
 * @param layers which of {@link #LAYERS}; all of them by default
 * @param comments the keys of the comments {@code # key = value} that become text columns; missing
 *     where a sentence has none, and the first where it has several
 * @param policy what happens to sentences that do not fit
 * @see "Universal Dependencies, CoNLL-U format, universaldependencies.org/format.html"
 */
public record ConllU(Path file, List<String> layers, List<String> comments, Policy policy)
    implements Reader {
  /** The layers in the order of the file, where the ID stands before them. */
  public static final List<String> LAYERS =
      List.of("form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc");

  public ConllU {
    layers = List.copyOf(layers);
    comments = List.copyOf(comments);
    if (layers.isEmpty() || !LAYERS.containsAll(layers) || repeats(layers)) {
      throw new IllegalArgumentException(
          "ConllU layers must be some of %s but is %s".formatted(LAYERS, layers));
    }
    if (repeats(comments) || comments.stream().anyMatch(layers::contains)) {
      throw new IllegalArgumentException(
          "ConllU comments must be different names, other than those of layers, but is "
              + comments);
    }
  }

  /** This file, all layers, no comments, strictly. */
  public ConllU(Path file) {
    this(file, LAYERS, List.of(), Policy.STRICT);
  }

  public static ConllU of(Path file) {
    return new ConllU(file);
  }

  public static ConllU of(String file) {
    return new ConllU(Path.of(file));
  }

  public ConllU layers(String... names) {
    return Spec.with(this, "layers", List.of(names));
  }

  public ConllU comments(String... keys) {
    return Spec.with(this, "comments", List.of(keys));
  }

  public ConllU policy(Policy policy) {
    return Spec.with(this, "policy", policy);
  }

  @Override
  public Frame read() {
    return readAll().frame();
  }

  /** The readable sentences and, under {@link Policy#COLLECT}, the problems of all others. */
  public Result readAll() {
    try (var lines = new Lines(file, StandardCharsets.UTF_8)) {
      return new ConllURows(this, lines).read();
    }
  }

  private static boolean repeats(List<String> names) {
    return names.stream().distinct().count() != names.size();
  }
}
