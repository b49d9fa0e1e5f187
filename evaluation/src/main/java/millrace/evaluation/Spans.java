package millrace.evaluation;

import java.util.List;
import millrace.data.Column;
import millrace.data.Vocabulary;

/** Finds the spans that the labels of one column stand for, label by label. */
final class Spans {
  /**
   * What one label says.
   *
   * @param inside whether a token so labelled belongs to a span
   * @param begins whether one begins with it in any case
   * @param ends whether one ends with it in any case
   */
  private record Tag(boolean inside, boolean begins, boolean ends, String type) {
    static final Tag OUTSIDE = new Tag(false, false, false, "");

    static Tag of(String label) {
      int hyphen = label.indexOf('-');
      var mark = hyphen < 0 ? label : label.substring(0, hyphen);
      var type = hyphen < 0 ? "" : label.substring(hyphen + 1);
      return switch (mark) {
        case "B" -> new Tag(true, true, false, type);
        case "I" -> new Tag(true, false, false, type);
        case "E", "L" -> new Tag(true, false, true, type);
        case "S", "U" -> new Tag(true, true, true, type);
        default -> OUTSIDE;
      };
    }
  }

  private final int[] ids;
  private final List<Tag> tags;

  /** The last label and where the span began that it belongs to, if it belongs to one. */
  private Tag last = Tag.OUTSIDE;

  private int from;

  // the span that ended last
  private int endedFrom;
  private String endedType = "";

  Spans(Column.Tokens labels) {
    this.ids = labels.ids();
    this.tags = tags(labels.words());
  }

  private static List<Tag> tags(Vocabulary labels) {
    return labels.names().stream().map(Tag::of).toList();
  }

  /** Reads the label at a place; whether a span ended before it. */
  boolean next(int place) {
    return next(tags.get(ids[place]), place);
  }

  /** After the last label of a row that ends before a place; whether a span ended with it. */
  boolean end(int place) {
    return next(Tag.OUTSIDE, place);
  }

  private boolean next(Tag tag, int place) {
    boolean begins =
        tag.inside && (!last.inside || tag.begins || last.ends || !tag.type.equals(last.type));
    boolean ends = last.inside && (begins || !tag.inside);
    if (ends) {
      endedFrom = from;
      endedType = last.type;
    }
    if (begins) from = place;
    last = tag;
    return ends;
  }

  /** Where the span that ended last began. */
  int endedFrom() {
    return endedFrom;
  }

  /** The type of the span that ended last. */
  String endedType() {
    return endedType;
  }
}
