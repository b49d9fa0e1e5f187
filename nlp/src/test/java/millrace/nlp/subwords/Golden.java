package millrace.nlp.subwords;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * What Hugging Face's tokenizers 0.23.2 and sentencepiece 0.2.2 make of texts, and the models: see
 * golden/subwords.py.
 */
final class Golden {
  private static final JsonNode ROOT = readRoot();

  private Golden() {}

  private static JsonNode readRoot() {
    try {
      return new ObjectMapper().readTree(bytes("/golden/subwords.json.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A resource, gunzipped. */
  static byte[] bytes(String name) {
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      if (in == null) throw new IllegalStateException(name + " is not there");
      return name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode of(String name) {
    var node = ROOT.get(name);
    if (node == null) throw new IllegalStateException("no golden values of " + name);
    return node;
  }

  static List<String> texts() {
    return strings(of("texts"));
  }

  static List<String> lines() {
    return strings(of("lines"));
  }

  static List<String> strings(JsonNode list) {
    var out = new ArrayList<String>();
    for (var s : list) out.add(s.textValue());
    return out;
  }

  static int[] ints(JsonNode list) {
    var out = new int[list.size()];
    for (int i = 0; i < out.length; i++) out[i] = list.get(i).intValue();
    return out;
  }

  /** A model of golden/subwords, as a file in this folder. */
  static Path model(String name, Path folder) {
    var file = folder.resolve(name.replace(".gz", ""));
    try {
      Files.write(file, bytes("/golden/subwords/" + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** The tokenizer.json of that name; the map of characters that two models share is put in. */
  static Path json(String name, Path folder) {
    var file = model(name + ".json", folder);
    try {
      var text = Files.readString(file);
      if (text.contains("THAT OF sp-nmt.model")) {
        var map = charsmap(bytes("/golden/subwords/sp-nmt.model.gz"));
        text = text.replace("THAT OF sp-nmt.model", Base64.getEncoder().encodeToString(map));
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** The map: a field of the third field, told by its size. */
  private static byte[] charsmap(byte[] model) {
    for (int i = 0; i < model.length; i++) {
      if (model[i] != 0x12) continue; // field 2, bytes
      int at = i + 1;
      int length = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        length |= (model[at] & 0x7F) << shift;
        if (model[at++] >= 0) break;
      }
      if (length > 100_000 && at + length < model.length)
        return Arrays.copyOfRange(model, at, at + length);
    }
    throw new IllegalStateException("there is no map");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  static String shown(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  /**
   * The blocks of 1024 code points of which the golden prints differ.
   *
   * @param characters which characters were looked at, as ranges in the golden file: what a later
   *     version of Unicode has is not among them
   */
  static List<String> otherPrints(
      String characters, JsonNode prints, Function<String, int[]> encode) {
    var blocks = new TreeMap<Integer, StringBuilder>();
    for (var range : of(characters))
      for (int c = range.get(0).intValue(); c <= range.get(1).intValue(); c++) {
        var block = blocks.computeIfAbsent(c >> 10, _ -> new StringBuilder());
        if (!block.isEmpty()) block.append('\n');
        block.append(shown(encode.apply("a%1$s1 %1$s".formatted(Character.toString(c)))));
      }
    if (blocks.size() != prints.size())
      throw new IllegalStateException(blocks.size() + " blocks, but golden " + prints.size());
    var other = new ArrayList<String>();
    blocks.forEach(
        (number, block) -> {
          var digest = sha256();
          digest.update(block.toString().getBytes(StandardCharsets.UTF_8));
          if (!hex(digest).equals(prints.path(number.toString()).textValue()))
            other.add(Integer.toHexString(number << 10));
        });
    return other;
  }
}
