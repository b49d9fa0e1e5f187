package millrace.nlp.subwords;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import millrace.data.Vocabulary;
import millrace.nlp.subwords.Preparation.Spacing;
import millrace.nlp.subwords.TextRule.Standard.Kind;

/** A tokenizer.json with the model Unigram. */
final class UnigramJson {
  private static final String BLANK = "▁";

  private final JsonAt root;
  private final List<AddedToken> added;
  private final List<TextRule> rules = new ArrayList<>();
  private boolean marksBlanks; // whether a rule puts ▁ for blanks

  UnigramJson(JsonAt root, List<AddedToken> added) {
    this.root = root;
    this.added = added;
  }

  SentencePiece tokenizer(JsonAt model) {
    model.only("unk_id", "vocab", "byte_fallback");
    rule(root.get("normalizer"));
    var pieces = pieces(model);
    var cut = root.get("pre_tokenizer");
    if (cut.isNull()) throw cut.bad("null, but Metaspace was expected");
    var spacing = Spacing.METASPACE;
    if (cut.get("type").text().equals("Sequence")) {
      cut.only("pretokenizers");
      var both = cut.get("pretokenizers").elements();
      if (both.size() != 2 || !both.getFirst().type().equals("WhitespaceSplit"))
        throw cut.get("pretokenizers").unsupported();
      if (marksBlanks) throw root.get("normalizer").unsupported();
      spacing = Spacing.WORDS;
      cut = both.getLast();
    }
    boolean prefix = metaspace(cut);
    var decoder = root.get("decoder");
    if (!decoder.isNull() && metaspace(decoder) != prefix) throw decoder.unsupported();
    var names = new ArrayList<String>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) names.add(pieces.name(i));
    var processor = new ProcessorJson(root.get("post_processor"), Vocabulary.of(names));
    return pieces.tokenizer(
        SentencePiece.Algorithm.UNIGRAM,
        new Preparation(rules, spacing, prefix, BLANK),
        true,
        pieces.name(pieces.unknown()),
        processor.specials(added, pieces.unknown()),
        processor.template());
  }

  private SentencePieces pieces(JsonAt model) {
    var specials = new HashSet<String>();
    var others = new HashSet<String>();
    for (var token : added) (token.special() ? specials : others).add(token.text());
    boolean bytes = model.get("byte_fallback").flag(false);
    var unknown = model.get("unk_id");
    if (unknown.isNull()) throw unknown.bad("null, but the id of a piece was expected");
    var pieces = new SentencePieces();
    var ids = new HashMap<String, Integer>();
    for (var entry : model.get("vocab").elements()) {
      var two = entry.elements();
      if (two.size() != 2) throw entry.bad("a piece and its score were expected");
      var name = two.get(0).text();
      byte type = SentencePiece.NORMAL;
      if (pieces.size() == unknown.number()) type = SentencePiece.UNKNOWN;
      else if (specials.contains(name)) type = SentencePiece.CONTROL;
      else if (others.contains(name)) type = SentencePiece.UNUSED; // found before, by its text
      else if (bytes && SentencePieces.isByte(name)) type = SentencePiece.BYTE;
      ids.put(name, pieces.size());
      var problem = pieces.add(name, two.get(1).real(), type);
      if (!problem.isEmpty()) throw entry.bad(problem);
    }
    if (pieces.unknown() < 0) throw unknown.bad("%d is no piece".formatted(unknown.number()));
    TokenizerJson.checkAdded(root, added, ids);
    var more = new ArrayList<>(added);
    more.removeIf(token -> ids.containsKey(token.text()));
    more.sort(Comparator.comparingInt(AddedToken::id));
    for (var token : more) {
      if (token.id() != pieces.size())
        throw root.get("added_tokens")
            .bad(
                "'%s' has the id %d, but %d is the next after the pieces"
                    .formatted(token.text(), token.id(), pieces.size()));
      var problem =
          pieces.add(
              token.text(), 0, token.special() ? SentencePiece.CONTROL : SentencePiece.UNUSED);
      if (!problem.isEmpty()) throw root.get("added_tokens").bad(problem);
    }
    return pieces;
  }

  /** Whether Metaspace, if it is that, puts a blank before a text. */
  private static boolean metaspace(JsonAt at) {
    if (!at.get("type").text().equals("Metaspace")) throw at.get("type").unsupported();
    at.only("replacement", "str_rep", "prepend_scheme", "add_prefix_space", "split");
    if (!at.get("replacement").text().equals(BLANK)) throw at.get("replacement").unsupported();
    at.get("split").must(true);
    var scheme = at.get("prepend_scheme");
    if (scheme.isNull()) return at.get("add_prefix_space").flag(true);
    return switch (scheme.text()) {
      case "always" -> true;
      case "never" -> false;
      default -> throw scheme.unsupported();
    };
  }

  private void rule(JsonAt at) {
    if (at.isNull()) return;
    switch (at.get("type").text()) {
      case "Sequence" -> {
        at.only("normalizers");
        for (var one : at.get("normalizers").elements()) rule(one);
      }
      case "Precompiled" -> {
        at.only("precompiled_charsmap");
        var map = at.get("precompiled_charsmap");
        if (map.isNull() || map.text().isEmpty()) return;
        try {
          rules.add(Charsmap.of(Base64.getDecoder().decode(map.text()), true));
        } catch (IllegalArgumentException e) {
          throw map.bad("it is no map of characters: " + e.getMessage());
        }
      }
      case "Replace" -> replace(at);
      case "Strip" -> {
        at.only("strip_left", "strip_right");
        if (at.get("strip_left").flag(true)) rules.add(new TextRule.Standard(Kind.STRIP_LEFT));
        if (at.get("strip_right").flag(true)) rules.add(new TextRule.Standard(Kind.STRIP_RIGHT));
      }
      default -> {
        at.only();
        rules.add(new TextRule.Standard(kind(at)));
      }
    }
  }

  private static Kind kind(JsonAt at) {
    return switch (at.get("type").text()) {
      case "NFC" -> Kind.NFC;
      case "NFD" -> Kind.NFD;
      case "NFKC" -> Kind.NFKC;
      case "NFKD" -> Kind.NFKD;
      case "Nmt" -> Kind.NMT;
      case "Lowercase" -> Kind.LOWERCASE;
      case "StripAccents" -> Kind.STRIP_ACCENTS;
      default -> throw at.get("type").unsupported();
    };
  }

  private void replace(JsonAt at) {
    at.only("pattern", "content");
    var pattern = at.get("pattern");
    pattern.only("String", "Regex");
    var with = at.get("content").text();
    if (!pattern.get("String").isNull()) {
      if (pattern.get("String").text().isEmpty()) throw pattern.unsupported();
      rules.add(new TextRule.Replace(pattern.get("String").text(), with));
      return;
    }
    // of expressions only the one that makes one blank of several
    if (!pattern.get("Regex").text().equals(" {2,}")) throw pattern.get("Regex").unsupported();
    if (!with.equals(" ") && !with.equals(BLANK)) throw at.get("content").unsupported();
    marksBlanks |= with.equals(BLANK);
    rules.add(new TextRule.Standard(Kind.SINGLE_BLANKS));
  }
}
