package millrace.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
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

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
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
                  .build())
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw new StoreException(
          "%s is not valid JSON: %s%s"
              .formatted(
                  where,
                  e.getOriginalMessage(),
                  place == null ? "" : " (at character %d)".formatted(place.getCharOffset())),
          e);
    }
  }

  /** The text of maps, lists, strings, numbers, booleans and null, in one line. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new StoreException("cannot be written as JSON: " + e.getOriginalMessage(), e);
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
