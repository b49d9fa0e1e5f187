package millrace.readers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * A column that grows from values whose type the source knows: numbers, booleans, times or words;
 * the first value decides. Strings that look like numbers stay words.
 */
final class Typed {
  /** What the values are, as messages name it. */
  enum Type {
    NUMBER("a number"),
    BOOLEAN("true or false"),
    TIME("a time"),
    WORDS("a string");

    final String text;

    Type(String text) {
      this.text = text;
    }
  }

  private static final Vocabulary NO_YES = Vocabulary.of("no", "yes");
  private static final Missing EMPTY = new Missing(List.of(""));

  private @Nullable Type type;
  private int before; // missing cells before the first value
  private final Growing.Doubles numbers = new Growing.Doubles();
  private final Growing.Ints codes = new Growing.Ints();
  private final Growing.Longs millis = new Growing.Longs();
  private final List<String> words = new ArrayList<>();

  /** A column that begins with so many missing cells. */
  Typed(int missing) {
    before = missing;
  }

  /** What the first value was; null if there was none. */
  @Nullable Type type() {
    return type;
  }

  static Type type(Object value) {
    return switch (value) {
      case Double _ -> Type.NUMBER;
      case Boolean _ -> Type.BOOLEAN;
      case Long _ -> Type.TIME;
      default -> Type.WORDS;
    };
  }

  /**
   * Adds a cell.
   *
   * @param value a Double, a Boolean, a Long (milliseconds) or a String, of the type of the first;
   *     null if missing
   */
  void add(@Nullable Object value) {
    if (type == null) {
      if (value == null) {
        before++;
        return;
      }
      type = type(value);
      for (int i = 0; i < before; i++) put(type, null);
    }
    put(type, value);
  }

  private void put(Type type, @Nullable Object value) {
    switch (type) {
      case NUMBER -> numbers.add(value == null ? Double.NaN : (Double) value);
      case BOOLEAN -> codes.add(value == null ? -1 : (Boolean) value ? 1 : 0);
      case TIME -> millis.add(value == null ? Column.Time.MISSING : (Long) value);
      case WORDS -> words.add(value == null ? "" : (String) value);
    }
  }

  /**
   * The column: of no value at all numeric, as in {@link Inference}.
   *
   * @param times whether strings that are all ISO 8601 are times
   */
  Column column(boolean times) {
    if (type == null) {
      for (int i = 0; i < before; i++) numbers.add(Double.NaN);
      return new Column.Numeric(numbers.toArray());
    }
    return switch (type) {
      case NUMBER -> new Column.Numeric(numbers.toArray());
      case BOOLEAN -> new Column.Nominal(codes.toArray(), NO_YES);
      case TIME -> new Column.Time(millis.toArray());
      case WORDS -> words(times);
    };
  }

  private Column words(boolean times) {
    var distinct = words.stream().filter(w -> !w.isEmpty()).distinct().toList();
    long cells = words.stream().filter(w -> !w.isEmpty()).count();
    var kind = Inference.kind(distinct, cells, '.', EMPTY);
    if (kind == Kind.NUMBER || (kind == Kind.TIME && !times)) {
      kind = distinct.size() <= cells * Inference.NOMINAL_SHARE ? Kind.NOMINAL : Kind.TEXT;
    }
    var field = new Schema.Field("", Optional.of(kind), "", List.of());
    return Inference.column(words, List.of(""), field);
  }
}
