package millrace.readers;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import millrace.data.DataException;
import millrace.data.Frame;

/** The sentences of a file of columns. */
final class ConllRows {
  private static final String DOCUMENT = "-DOCSTART-";

  private final Conll asked;
  private final Lines lines;
  private boolean tabs;

  ConllRows(Conll asked, Lines lines) {
    this.asked = asked;
    this.lines = lines;
  }

  Result read() {
    Layers layers = null;
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (!asked.comment().isEmpty() && line.startsWith(asked.comment())) continue;
      if (layers == null && !line.isBlank()) {
        tabs = line.indexOf('\t') >= 0;
        if (!isDocument(line)) layers = new Layers(asked.file(), asked.policy(), names(line));
      }
      if (layers == null) continue;
      if (isBlank(line) || isDocument(line)) layers.end();
      else token(line, layers);
    }
    if (layers == null) throw new DataException(asked.file() + ": there is no sentence in it");
    layers.end();
    return new Result(Frame.of(layers.columns()), layers.problems());
  }

  private boolean isBlank(String line) {
    return tabs ? line.isEmpty() : line.isBlank();
  }

  private static boolean isDocument(String line) {
    return line.startsWith(DOCUMENT);
  }

  /** The names asked for, which must be as many as there are cells, or those for that number. */
  private List<String> names(String line) {
    if (!asked.columns().isEmpty()) return asked.columns();
    int n = cells(line).size();
    return switch (n) {
      case 1 ->
          throw lines.error(
              "there is one cell in the line, but a word and a label are due; if words without"
                  + " labels are meant, name the column");
      case 2 -> List.of("word", "tag");
      case 3 -> List.of("word", "pos", "chunk");
      case 4 -> List.of("word", "pos", "chunk", "ner");
      default -> {
        var names = new ArrayList<String>();
        for (int i = 1; i <= n; i++) names.add("c" + i);
        yield List.copyOf(names);
      }
    };
  }

  private void token(String line, Layers layers) {
    var cells = cells(line);
    int due = layers.names().size();
    if (cells.size() != due) {
      layers.bad(
          lines.number(),
          "",
          line,
          "the line has %d %s, but %d are due (%s), between %s: '%s'%s"
              .formatted(
                  cells.size(),
                  cells.size() == 1 ? "cell" : "cells",
                  due,
                  String.join(", ", layers.names()),
                  tabs ? "tabs" : "spaces",
                  line,
                  line.isBlank() ? "; if it ends a sentence, it must be empty" : ""));
      return;
    }
    for (int i = 0; i < due; i++) {
      if (!cells.get(i).isEmpty()) continue;
      if (asked.empty().isEmpty()) {
        layers.bad(
            lines.number(),
            layers.names().get(i),
            "",
            "the cell is empty; say what it stands for with empty(\"_\"), or leave the sentence"
                + " out with policy(Policy.COLLECT)");
        return;
      }
      cells.set(i, asked.empty());
    }
    layers.add(cells.toArray(String[]::new));
  }

  private List<String> cells(String line) {
    var cells = new ArrayList<String>();
    if (tabs) {
      int from = 0;
      for (int to = line.indexOf('\t'); to >= 0; to = line.indexOf('\t', from)) {
        cells.add(line.substring(from, to).strip());
        from = to + 1;
      }
      cells.add(line.substring(from).strip());
    } else {
      for (var t = new StringTokenizer(line); t.hasMoreTokens(); ) cells.add(t.nextToken());
    }
    return cells;
  }
}
