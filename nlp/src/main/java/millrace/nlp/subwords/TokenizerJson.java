package millrace.nlp.subwords;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.DataException;
import millrace.data.Vocabulary;

/**
 * Reads {@code tokenizer.json}, the file of Hugging Face's tokenizers, as one of the three kinds
 * here:
 *
 * <ul>
 *   <li>the model BPE with byte-level pre-tokenization by GPT-2's expression;
 *   <li>WordPiece with BERT's normalizer and pre-tokenizer;
 *   <li>Unigram with the Metaspace pre-tokenizer, after WhitespaceSplit or not; of the normalizers
 *       Precompiled, Nmt, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip and Replace.
 * </ul>
 *
 * <p>With them go added tokens, the decoder of the same kind, and BertProcessing, RobertaProcessing
 * and TemplateProcessing, which become the {@link Template}. Everything else is refused with its
 * path in the file, and nothing is passed over but {@code truncation} and {@code padding}, which
 * are settings of a use: see {@link SubwordTokenizer#input(String, int)}.
 *
 * <p>{@code encode(text, true)} gives what {@code encode(text, add_special_tokens=False)} gives
 * there, and {@code input(text, most)} what {@code encode(text)} gives, but that special tokens
 * spelled in the text stay text.
 *
 * @see "github.com/huggingface/tokenizers"
 */
public final class TokenizerJson {
  private final JsonAt root;
  private final boolean normalized;
  private final List<AddedToken> added = new ArrayList<>();

  private TokenizerJson(JsonAt root) {
    this.root = root;
    normalized = !root.get("normalizer").isNull();
  }

  /**
   * Reads a tokenizer.
   *
   * @throws DataException if the file is none, or asks for what is not supported
   */
  public static SubwordTokenizer read(Path file) {
    return of(JsonAt.read(file));
  }

  /**
   * Reads a tokenizer that is in memory, for one that lies in a jar.
   *
   * @param source what messages call it
   * @throws DataException as {@link #read(Path)}
   */
  public static SubwordTokenizer read(byte[] json, String source) {
    return of(JsonAt.read(json, source));
  }

  private static SubwordTokenizer of(JsonAt root) {
    root.only(
        "version",
        "truncation",
        "padding",
        "added_tokens",
        "normalizer",
        "pre_tokenizer",
        "post_processor",
        "decoder",
        "model");
    var json = new TokenizerJson(root);
    try {
      return json.tokenizer();
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(root.file(), e.getMessage()), e);
    }
  }

  private SubwordTokenizer tokenizer() {
    if (!root.get("added_tokens").isNull())
      for (var token : root.get("added_tokens").elements()) added.add(added(token));
    var model = root.get("model");
    return switch (modelType(model)) {
      case "BPE" -> byteLevel(model);
      case "WordPiece" -> wordPiece(model);
      case "Unigram" -> new UnigramJson(root, added).tokenizer(model);
      default -> throw model.get("type").unsupported();
    };
  }

  /** Which model, as old files do not say it. */
  private static String modelType(JsonAt model) {
    if (!model.get("type").isNull()) return model.get("type").text();
    if (!model.get("merges").isNull()) return "BPE";
    return model.get("vocab").isArray() ? "Unigram" : "WordPiece";
  }

  private AddedToken added(JsonAt token) {
    token.only("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
    token.get("single_word").must(false);
    if (normalized) token.get("normalized").must(false);
    if (token.get("content").text().isEmpty()) throw token.get("content").bad("it is empty");
    if (token.get("id").number() < 0) throw token.get("id").bad("it is negative");
    return new AddedToken(
        token.get("content").text(),
        token.get("id").number(),
        token.get("special").flag(false),
        token.get("lstrip").flag(false),
        token.get("rstrip").flag(false));
  }

  private ByteLevelBpe byteLevel(JsonAt model) {
    model.only(
        "dropout",
        "unk_token",
        "continuing_subword_prefix",
        "end_of_word_suffix",
        "fuse_unk",
        "byte_fallback",
        "ignore_merges",
        "vocab",
        "merges");
    var dropout = model.get("dropout");
    if (!dropout.isNull() && dropout.real() != 0) throw dropout.unsupported();
    model.get("continuing_subword_prefix").mustBeEmpty();
    model.get("end_of_word_suffix").mustBeEmpty();
    model.get("byte_fallback").must(false);
    model.get("ignore_merges").must(false);
    if (normalized) throw root.get("normalizer").unsupported();
    var cut = root.get("pre_tokenizer");
    if (cut.isNull()) throw cut.bad("null, but ByteLevel was expected");
    if (!cut.get("type").text().equals("ByteLevel")) throw cut.get("type").unsupported();
    cut.only("add_prefix_space", "trim_offsets", "use_regex");
    cut.get("use_regex").must(true);
    decoder("ByteLevel");
    var pieces = vocabulary(model.get("vocab"));
    for (int b = 0; b < 256; b++)
      if (!pieces.has(String.valueOf(ByteSpelling.of(b))))
        throw model
            .get("vocab")
            .bad("there is no piece '%s' for byte %d".formatted(ByteSpelling.of(b), b));
    var merges = new BpeFiles.Merges(pieces);
    for (var merge : model.get("merges").elements()) {
      var two = pair(merge);
      var problem = merges.add(two.get(0), two.get(1));
      if (!problem.isEmpty()) throw merge.bad(problem);
    }
    var processor = new ProcessorJson(root.get("post_processor"), pieces);
    var unk = model.get("unk_token");
    return merges.tokenizer(
        cut.get("add_prefix_space").flag(true),
        processor.specials(added, unk.isNull() ? -1 : pieces.id(unk.text())),
        processor.template());
  }

  private static List<String> pair(JsonAt merge) {
    if (!merge.isArray()) {
      var text = merge.text();
      int blank = text.indexOf(' ');
      if (blank < 1 || blank != text.lastIndexOf(' '))
        throw merge.bad("'%s', but two pieces with a blank between were expected".formatted(text));
      return List.of(text.substring(0, blank), text.substring(blank + 1));
    }
    var two = merge.elements();
    if (two.size() != 2) throw merge.bad("a list of two pieces was expected");
    return List.of(two.get(0).text(), two.get(1).text());
  }

  private WordPiece wordPiece(JsonAt model) {
    model.only("unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
    var prefixAt = model.get("continuing_subword_prefix");
    var prefix = prefixAt.isNull() ? "##" : prefixAt.text();
    var rules = root.get("normalizer");
    boolean lowercase = false;
    boolean clean = false;
    boolean chinese = false;
    boolean accents = false;
    if (!rules.isNull()) {
      if (!rules.get("type").text().equals("BertNormalizer")) throw rules.get("type").unsupported();
      rules.only("clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
      lowercase = rules.get("lowercase").flag(true);
      clean = rules.get("clean_text").flag(true);
      chinese = rules.get("handle_chinese_chars").flag(true);
      accents = rules.get("strip_accents").flag(lowercase);
    }
    var cut = root.get("pre_tokenizer");
    if (cut.isNull()) throw cut.bad("null, but BertPreTokenizer was expected");
    if (!cut.type().equals("BertPreTokenizer")) throw cut.get("type").unsupported();
    boolean tidy = true;
    var decoder = decoder("WordPiece");
    if (!decoder.isNull()) {
      decoder.only("prefix", "cleanup");
      if (!decoder.get("prefix").text().equals(prefix)) throw decoder.get("prefix").unsupported();
      tidy = decoder.get("cleanup").flag(true);
    }
    var pieces = vocabulary(model.get("vocab"));
    var unk = model.get("unk_token");
    if (unk.isNull()) throw unk.bad("null, but a piece was expected");
    if (!pieces.has(unk.text())) throw unk.bad("'%s' is no piece".formatted(unk.text()));
    int longest = model.get("max_input_chars_per_word").number(100);
    var processor = new ProcessorJson(root.get("post_processor"), pieces);
    return new WordPiece(
        pieces,
        clean,
        chinese,
        accents,
        lowercase,
        prefix,
        longest,
        tidy,
        processor.specials(added, pieces.id(unk.text())),
        processor.template());
  }

  private JsonAt decoder(String due) {
    var decoder = root.get("decoder");
    if (!decoder.isNull() && !decoder.get("type").text().equals(due))
      throw decoder.get("type").unsupported();
    return decoder;
  }

  /** The pieces of the model and the added tokens, in the order of their ids. */
  private Vocabulary vocabulary(JsonAt vocab) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    if (!vocab.node().isObject()) throw vocab.bad("an object of pieces and ids was expected");
    for (var entry : vocab.node().properties()) {
      if (!entry.getValue().canConvertToInt() || !entry.getValue().isIntegralNumber())
        throw vocab.bad("'%s' has no id, which is a whole number".formatted(entry.getKey()));
      ids.put(entry.getKey(), entry.getValue().intValue());
    }
    checkAdded(root, added, ids);
    for (var token : added) ids.put(token.text(), token.id());
    return BpeFiles.vocabulary("%s: %s".formatted(vocab.file(), vocab.path()), ids);
  }

  /** Refuses an added token whose id the pieces contradict. */
  static void checkAdded(JsonAt root, List<AddedToken> added, Map<String, Integer> ids) {
    var byText = new HashMap<>(ids);
    for (int i = 0; i < added.size(); i++) {
      var token = added.get(i);
      var known = byText.putIfAbsent(token.text(), token.id());
      if (known != null && known != token.id())
        throw root.get("added_tokens")
            .bad(
                "number %d, '%s', has the id %d, but also the id %d"
                    .formatted(i, token.text(), token.id(), known));
    }
  }
}
