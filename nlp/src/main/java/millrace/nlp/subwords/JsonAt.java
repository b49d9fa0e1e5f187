package millrace.nlp.subwords;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import millrace.data.DataException;

/** A value in a JSON file and the path to it, which messages name: {@code model.vocab[3]}. */
record JsonAt(String file, String path, JsonNode node) {
  private static final long MOST = 1 << 28;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(50)
                          .maxNameLength(10_000)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static JsonAt read(Path file) {
    try {
      if (!Files.exists(file)) throw new DataException(file + ": there is no such file");
      if (!Files.isRegularFile(file)) throw new DataException(file + ": it is not a file");
      check(Files.size(file), file.toString());
      try (var in = Files.newInputStream(file)) {
        return read(in, file.toString());
      }
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  static JsonAt read(byte[] json, String source) {
    check(json.length, source);
    try {
      return read(new ByteArrayInputStream(json), source);
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(source, e), e);
    }
  }

  private static void check(long bytes, String source) {
    if (bytes > MOST)
      throw new DataException(
          "%s: it has %d bytes, more than any tokenizer has (%d)".formatted(source, bytes, MOST));
  }

  private static JsonAt read(InputStream in, String source) throws IOException {
    try {
      return new JsonAt(source, "", MAPPER.readTree(in));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new DataException(
          "%s:%s it is not valid JSON: %s"
              .formatted(
                  source,
                  at == null ? "" : at.getLineNr() + ":" + at.getColumnNr() + ":",
                  e.getOriginalMessage()),
          e);
    }
  }

  DataException bad(String message) {
    return new DataException("%s: %s: %s".formatted(file, path.isEmpty() ? "it" : path, message));
  }

  /** What is not done here: a type, or a value of a setting. */
  DataException unsupported() {
    var text = node.toString();
    return bad(
        "%s is not supported".formatted(text.length() > 80 ? text.substring(0, 77) + "…" : text));
  }

  boolean isNull() {
    return node.isNull() || node.isMissingNode();
  }

  boolean isArray() {
    return node.isArray();
  }

  /** A member, or what {@link #isNull} where there is none. */
  JsonAt get(String name) {
    if (!node.isObject()) throw bad("an object was expected");
    return new JsonAt(file, path.isEmpty() ? name : path + "." + name, node.path(name));
  }

  List<JsonAt> elements() {
    if (!node.isArray()) throw bad("a list was expected");
    var out = new ArrayList<JsonAt>(node.size());
    for (var e : node) out.add(new JsonAt(file, "%s[%d]".formatted(path, out.size()), e));
    return out;
  }

  /** The object's type, its other members being among these. */
  String type(String... members) {
    var type = get("type");
    only(members);
    return type.text();
  }

  /** Refuses members other than {@code type} and these. */
  void only(String... members) {
    if (!node.isObject()) throw bad("an object was expected");
    var known = Set.of(members);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("type") && !known.contains(name))
                throw bad(
                    "the member '%s' is not known; those known are %s"
                        .formatted(name, new TreeSet<>(known)));
            });
  }

  String text() {
    if (!node.isTextual()) throw bad("a string was expected");
    return node.textValue();
  }

  int number() {
    if (!node.isIntegralNumber() || !node.canConvertToInt())
      throw bad("a whole number was expected");
    return node.intValue();
  }

  int number(int ifNone) {
    return isNull() ? ifNone : number();
  }

  double real() {
    if (!node.isNumber()) throw bad("a number was expected");
    return node.doubleValue();
  }

  boolean flag(boolean ifNone) {
    if (isNull()) return ifNone;
    if (!node.isBoolean()) throw bad("true or false was expected");
    return node.booleanValue();
  }

  /** Refuses this setting unless it is absent, null, or this. */
  void must(boolean due) {
    if (flag(due) != due) throw unsupported();
  }

  /** Refuses this setting unless it is absent, null, or an empty string. */
  void mustBeEmpty() {
    if (!isNull() && !(node.isTextual() && node.textValue().isEmpty())) throw unsupported();
  }
}
