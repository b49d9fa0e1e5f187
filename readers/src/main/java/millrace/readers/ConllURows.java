package millrace.readers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.data.Column;
import millrace.data.Frame;

/** The sentences of a CoNLL-U file. */
final class ConllURows {
  private static final Pattern ID = Pattern.compile("([0-9]{1,9})(?:([-.])([0-9]{1,9}))?");
  private static final int CELLS = ConllU.LAYERS.size() + 1;
  private static final int HEAD = 1 + ConllU.LAYERS.indexOf("head");

  private final Lines lines;
  private final Layers layers;

  /** Which cell each layer is. */
  private final int[] cell;

  private final List<String> keys;
  private final List<List<String>> texts = new ArrayList<>();

  // of the sentence that is being read
  private final Map<String, String> comments = new HashMap<>();
  private boolean begun;
  private int words;
  private int emptyNodes; // after the last word
  private int rangeEnd; // the last word of the last multiword token
  private int greatestHead;
  private long greatestHeadAt;

  ConllURows(ConllU asked, Lines lines) {
    this.lines = lines;
    this.layers = new Layers(asked.file(), asked.policy(), asked.layers());
    this.cell = asked.layers().stream().mapToInt(l -> 1 + ConllU.LAYERS.indexOf(l)).toArray();
    this.keys = asked.comments();
    for (int i = 0; i < keys.size(); i++) texts.add(new ArrayList<>());
  }

  Result read() {
    for (var line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        end();
      } else {
        begun = true;
        if (line.startsWith("#") && words == 0 && rangeEnd == 0) comment(line);
        else word(line.split("\t", -1));
      }
    }
    end();
    var columns = layers.columns();
    for (int i = 0; i < keys.size(); i++) columns.put(keys.get(i), new Column.Text(texts.get(i)));
    return new Result(Frame.of(columns), layers.problems());
  }

  private void comment(String line) {
    int equals = line.indexOf('=');
    if (equals > 0) {
      comments.putIfAbsent(line.substring(1, equals).strip(), line.substring(equals + 1).strip());
    }
  }

  private void word(String[] cells) {
    if (cells.length != CELLS) {
      bad(
          "",
          String.join("\t", cells),
          "the line has %d %s between tabs, but 10 are due: ID, %s"
              .formatted(
                  cells.length,
                  cells.length == 1 ? "cell" : "cells",
                  String.join(", ", ConllU.LAYERS).toUpperCase(Locale.ROOT)));
      return;
    }
    for (int i = 0; i < CELLS; i++) {
      if (cells[i].isEmpty()) {
        bad(name(i), "", "the cell is empty; what is not known is written _");
        return;
      }
    }
    var id = ID.matcher(cells[0]);
    if (!id.matches()) {
      bad("id", cells[0], "'%s' is no ID: 3, 3-4 or 3.1 are due".formatted(cells[0]));
      return;
    }
    int first = Integer.parseInt(id.group(1));
    if (id.group(2) == null) syntactic(first, cells);
    else if (id.group(2).equals("-")) multiword(first, Integer.parseInt(id.group(3)), cells[0]);
    else emptyNode(first, Integer.parseInt(id.group(3)), cells[0]);
  }

  private void syntactic(int id, String[] cells) {
    if (id != words + 1) {
      bad("id", cells[0], "the ID is %d, but %d is due".formatted(id, words + 1));
    }
    words++;
    emptyNodes = 0;
    if (!cells[HEAD].equals("_")) {
      int head = cells[HEAD].matches("[0-9]{1,9}") ? Integer.parseInt(cells[HEAD]) : -1;
      if (head < 0) {
        bad("head", cells[HEAD], "'%s' is no head: 0, a word's ID or _".formatted(cells[HEAD]));
      } else if (head > greatestHead) {
        greatestHead = head;
        greatestHeadAt = lines.number();
      }
    }
    var row = new String[cell.length];
    for (int i = 0; i < row.length; i++) row[i] = cells[cell[i]];
    layers.add(row);
  }

  private void multiword(int from, int to, String id) {
    if (from != words + 1 || to < from || from <= rangeEnd) {
      bad(
          "id",
          id,
          "the multiword token %s must begin with the next word, %d, and not end before it%s"
              .formatted(id, words + 1, from <= rangeEnd ? ", and may not overlap another" : ""));
      return;
    }
    rangeEnd = to;
  }

  private void emptyNode(int after, int number, String id) {
    if (after != words || number != emptyNodes + 1) {
      bad("id", id, "the empty node is %s, but %d.%d is due".formatted(id, words, emptyNodes + 1));
      return;
    }
    emptyNodes++;
  }

  private void end() {
    if (!begun) return;
    if (words == 0) {
      bad("", "", "the sentence has no word");
    } else if (greatestHead > words) {
      layers.bad(
          greatestHeadAt,
          "head",
          Integer.toString(greatestHead),
          "the head is %d, but the sentence has %d words".formatted(greatestHead, words));
    } else if (rangeEnd > words) {
      bad(
          "",
          "",
          "a multiword token ends with word %d, but there are %d".formatted(rangeEnd, words));
    }
    if (layers.end()) {
      for (int i = 0; i < keys.size(); i++)
        texts.get(i).add(comments.getOrDefault(keys.get(i), ""));
    }
    comments.clear();
    begun = false;
    words = 0;
    emptyNodes = 0;
    rangeEnd = 0;
    greatestHead = 0;
  }

  private void bad(String column, String value, String message) {
    layers.bad(lines.number(), column, value, message);
  }

  private static String name(int cell) {
    return cell == 0 ? "id" : ConllU.LAYERS.get(cell - 1);
  }
}
