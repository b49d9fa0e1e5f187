package millrace.nlp.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/** Documents for the tests of topic models. */
final class Corpora {
  private Corpora() {}

  /** A frame of one Tokens column "words"; words in the order of appearance. */
  static Frame of(List<String> documents) {
    var ids = new HashMap<String, Integer>();
    var names = new ArrayList<String>();
    var all = new ArrayList<Integer>();
    var starts = new int[documents.size() + 1];
    for (int d = 0; d < documents.size(); d++) {
      for (var w : documents.get(d).strip().split("\\s+")) {
        if (w.isEmpty()) continue;
        all.add(
            ids.computeIfAbsent(
                w,
                n -> {
                  names.add(n);
                  return names.size() - 1;
                }));
      }
      starts[d + 1] = all.size();
    }
    var tokens = all.stream().mapToInt(i -> i).toArray();
    return Frame.of("words", new Column.Tokens(starts, tokens, Vocabulary.of(names)));
  }

  /**
   * Documents of {@code topics} planted topics with ten words each of their own, document d of
   * topic {@code d % topics}; one token in ten is of a common word.
   */
  static Frame planted(int documents, int topics, int length, long seed) {
    var random = Run.seeded(seed).random("planted");
    var texts = new ArrayList<String>();
    for (int d = 0; d < documents; d++) {
      var text = new StringBuilder();
      for (int i = 0; i < length; i++) {
        boolean common = random.nextInt(10) == 0;
        text.append(common ? "common" : "t" + d % topics + "w")
            .append(random.nextInt(10))
            .append(' ');
      }
      texts.add(text.toString());
    }
    return of(texts);
  }

  /** The planted topics of {@link #planted}. */
  static Column.Nominal truth(int documents, int topics) {
    var names = new ArrayList<String>();
    for (int d = 0; d < documents; d++) names.add("topic " + d % topics);
    return Column.Nominal.of(names);
  }

  /** The same counts as a Sparse column of the same name. */
  static Frame sparse(Frame tokens) {
    var t = tokens.column("words", Column.Tokens.class);
    var bags = Documents.of(tokens, "words", t.words()).bags();
    return Frame.of(
        "words", new Column.Sparse(bags.starts(), bags.word(), bags.count(), bags.words()));
  }
}
