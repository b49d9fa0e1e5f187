package millrace.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as maps, lists, strings, longs, doubles, booleans and null; strict and bounded when read,
 * plain ASCII when written.
 */
public final class Json {
  /** What a header may hold at most, in bytes: big things are tensors. */
  static final int MOST_BYTES = 32 << 20;

  /** Bounds the memory that many small values can take, which is far more than their text. */
  static final int MOST_TOKENS = 2_000_000;

  static final int MOST_NESTING = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_NESTING)
                  .maxStringLength(MOST_BYTES)
                  .maxNameLength(10_000)
                  .maxNumberLength(100)
                  .maxTokenCount(MOST_TOKENS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private Json() {}

  /**
   * The value that stands in {@code text}.
   *
   * @param where the file and the place in it, for messages
   * @throws StoreException if it is not JSON, is nested more than 200 deep, has more than two
   *     million values, or has a name twice in an object; says at which character, counted from 0
   */
  public static @Nullable Object parse(String text, String where) {
    try (var in = FACTORY.createParser(text)) {
      if (in.nextToken() == null)
        throw new JsonEOFException(in, null, "No content to map due to end-of-input");
      var value = value(in);
      if (in.nextToken() != null)
        throw new JsonParseException(in, "Trailing token (%s)".formatted(in.currentToken()));
      return value;
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new StoreException(
          "%s is not valid JSON: %s%s"
              .formatted(
                  where,
                  e.getOriginalMessage(),
                  place == null ? "" : " (at character %d)".formatted(place.getCharOffset())),
          e);
    } catch (IOException e) {
      throw new AssertionError("a text does not fail to be read", e);
    }
  }

  /** The value whose first token is the current one; its last is the current one afterwards. */
  private static @Nullable Object value(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
          in.nextToken();
          map.put(name, value(in));
        }
        return map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        while (in.nextToken() != JsonToken.END_ARRAY) list.add(value(in));
        return list;
      }
      case VALUE_STRING -> {
        return in.getText();
      }
      case VALUE_NUMBER_INT -> {
        return in.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> {
        return in.getDoubleValue();
      }
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> throw new JsonParseException(in, "Unexpected " + in.currentToken());
    }
  }

  /** The text of maps, lists, strings, numbers, booleans and null, in one line. */
  public static String write(Object value) {
    var text = new StringWriter();
    try (var out = FACTORY.createGenerator(text)) {
      write(value, out);
    } catch (IOException e) {
      throw new StoreException("cannot be written as JSON: " + e.getMessage(), e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (var e : map.entrySet()) {
          out.writeFieldName(String.valueOf(e.getKey()));
          write(e.getValue(), out);
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (var v : list) write(v, out);
        out.writeEndArray();
      }
      case String s -> out.writeString(s);
      case Boolean b -> out.writeBoolean(b);
      case Integer i -> out.writeNumber(i);
      case Long l -> out.writeNumber(l);
      case Double d -> out.writeNumber(d);
      case Number n -> out.writeNumber(n.toString());
      default -> throw new IOException("%s is no value of JSON".formatted(value.getClass()));
    }
  }

  /** Decodes UTF-8, refusing what is none. */
  static String utf8(ByteBuffer bytes, String where) {
    return text(bytes, StandardCharsets.UTF_8.newDecoder(), where);
  }

  /** Decodes UTF-8 with this decoder, which can be used again. */
  static String text(ByteBuffer bytes, CharsetDecoder decoder, String where) {
    try {
      return decoder.decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new StoreException(where + " is not valid UTF-8", e);
    }
  }
}
