package millrace.nlp.subwords;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Vocabulary;
import org.jspecify.annotations.Nullable;

/** The {@code post_processor} of a tokenizer.json: what stands around texts. */
final class ProcessorJson {
  private final Vocabulary pieces;
  private int cls = -1;
  private int sep = -1;
  private @Nullable Template template;

  ProcessorJson(JsonAt processor, Vocabulary pieces) {
    this.pieces = pieces;
    read(processor);
  }

  Template template() {
    return template == null ? Template.PLAIN : template;
  }

  /** These, their meanings by name, and as the processor and the model use them. */
  SpecialTokens specials(List<AddedToken> added, int unk) {
    var s = SpecialTokens.named(added);
    return new SpecialTokens(
        added,
        s.bos(),
        s.eos(),
        unk < 0 ? s.unk() : unk,
        s.pad(),
        cls < 0 ? s.cls() : cls,
        sep < 0 ? s.sep() : sep,
        s.mask());
  }

  private void read(JsonAt processor) {
    if (processor.isNull()) return;
    switch (processor.get("type").text()) {
      case "Sequence" -> {
        processor.only("processors");
        for (var one : processor.get("processors").elements()) read(one);
      }
      case "ByteLevel" -> // which changes places in the text only
          processor.only("add_prefix_space", "trim_offsets", "use_regex");
      case "BertProcessing" -> {
        processor.only("sep", "cls");
        ends(processor);
        set(processor, Template.bert(cls, sep));
      }
      case "RobertaProcessing" -> {
        processor.only("sep", "cls", "trim_offsets", "add_prefix_space");
        ends(processor);
        set(
            processor,
            new Template(
                new int[] {cls, Template.FIRST, sep},
                new int[3],
                new int[] {cls, Template.FIRST, sep, sep, Template.SECOND, sep},
                new int[6]));
      }
      case "TemplateProcessing" -> {
        processor.only("single", "pair", "special_tokens");
        var one = new Form(processor, "single");
        var two = new Form(processor, "pair");
        set(
            processor,
            new Template(
                one.ids.toArray(),
                one.segments.toArray(),
                two.ids.toArray(),
                two.segments.toArray()));
      }
      default -> throw processor.get("type").unsupported();
    }
  }

  private void set(JsonAt processor, Template template) {
    if (this.template != null)
      throw processor.bad("it is the second that puts tokens around texts");
    this.template = template;
  }

  private void ends(JsonAt processor) {
    cls = end(processor.get("cls"));
    sep = end(processor.get("sep"));
  }

  /** A token and its id. */
  private int end(JsonAt at) {
    var two = at.elements();
    if (two.size() != 2) throw at.bad("a token and its id were expected");
    return id(two.get(1), two.get(0).text());
  }

  private int id(JsonAt at, String text) {
    int id = at.number();
    if (id < 0 || id >= pieces.size() || !pieces.name(id).equals(text))
      throw at.bad("%d is not the id of '%s'".formatted(id, text));
    return id;
  }

  /** One of the two forms of a template. */
  private final class Form {
    final Ids ids = new Ids();
    final Ids segments = new Ids();

    Form(JsonAt processor, String name) {
      var places = processor.get(name);
      if (places.isNull()) return;
      for (var place : places.elements()) {
        place.only("SpecialToken", "Sequence");
        var text = place.get("Sequence");
        if (!text.isNull()) {
          text.only("id", "type_id");
          var id = text.get("id").text();
          if (!id.equals("A") && !id.equals("B")) throw text.get("id").bad("A or B was expected");
          add(id.equals("A") ? Template.FIRST : Template.SECOND, text);
        } else {
          var token = place.get("SpecialToken");
          token.only("id", "type_id");
          for (int id : ids(processor.get("special_tokens"), token)) add(id, token);
        }
      }
    }

    private void add(int id, JsonAt place) {
      ids.add(id);
      segments.add(place.get("type_id").number(0));
    }

    private List<Integer> ids(JsonAt tokens, JsonAt token) {
      var known = tokens.get(token.get("id").text());
      if (known.isNull()) throw token.get("id").bad("it is not among the special_tokens");
      known.only("id", "ids", "tokens");
      var texts = known.get("tokens").elements();
      var out = new ArrayList<Integer>();
      for (var id : known.get("ids").elements()) {
        if (out.size() == texts.size()) throw known.bad("there are more ids than tokens");
        out.add(id(id, texts.get(out.size()).text()));
      }
      return out;
    }
  }
}
