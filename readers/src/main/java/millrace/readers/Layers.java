package millrace.readers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of a file as they are read. Their tokens have several layers, such as word and
 * label: one {@link Column.Tokens} a layer, the k-th token of a row in each of them about the same
 * place. Words stand in a layer's vocabulary in the order of their first appearance. A sentence
 * with a problem is left out as a whole.
 */
final class Layers {
  private final Path file;
  private final Policy policy;
  private final List<String> names;
  private final List<Growing.Ints> ids = new ArrayList<>();
  private final List<Map<String, Integer>> words = new ArrayList<>();
  private final Growing.Ints starts = new Growing.Ints();
  private final List<Problem> problems = new ArrayList<>();
  private int tokens;

  /** The tokens of the sentence that is being read, and what is wrong with it. */
  private final List<String[]> open = new ArrayList<>();

  private @Nullable Problem wrong;

  Layers(Path file, Policy policy, List<String> names) {
    this.file = file;
    this.policy = policy;
    this.names = names;
    for (int i = 0; i < names.size(); i++) {
      ids.add(new Growing.Ints());
      words.add(new HashMap<>());
    }
    starts.add(0);
  }

  List<String> names() {
    return names;
  }

  List<Problem> problems() {
    return problems;
  }

  /** How many tokens the open sentence has so far. */
  int open() {
    return open.size();
  }

  /** A token of the open sentence, a cell per layer. */
  void add(String[] cells) {
    open.add(cells);
  }

  /** Something about the open sentence does not fit. */
  void bad(long line, String column, String value, String message) {
    var problem = new Problem(file.toString(), line, column, value, message);
    if (policy == Policy.STRICT) throw new DataException(problem.toString());
    if (wrong == null) wrong = problem;
  }

  /**
   * The open sentence, if there is one, is complete.
   *
   * @return whether it became a row
   */
  boolean end() {
    boolean row = wrong == null && !open.isEmpty();
    if (row) keep();
    if (wrong != null) problems.add(wrong);
    wrong = null;
    open.clear();
    return row;
  }

  private void keep() {
    for (var cells : open) {
      for (int i = 0; i < cells.length; i++) {
        var known = words.get(i);
        var id = known.putIfAbsent(cells[i], known.size());
        ids.get(i).add(id == null ? known.size() - 1 : id);
      }
    }
    tokens = Math.addExact(tokens, open.size());
    starts.add(tokens);
  }

  /** The rows kept; without any and without problems the file is refused. */
  SequencedMap<String, Column> columns() {
    if (starts.size() == 1 && problems.isEmpty()) {
      throw new DataException(file + ": there is no sentence in it");
    }
    var out = new LinkedHashMap<String, Column>();
    for (int i = 0; i < names.size(); i++) {
      var list = new String[words.get(i).size()];
      words.get(i).forEach((word, id) -> list[id] = word);
      out.put(
          names.get(i),
          new Column.Tokens(starts.toArray(), ids.get(i).toArray(), Vocabulary.of(list)));
    }
    return out;
  }
}
