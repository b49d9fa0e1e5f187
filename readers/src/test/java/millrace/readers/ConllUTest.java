package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConllUTest {
  private static final String TREES =
      """
      # newdoc id = d1
      # sent_id = 1
      # text = I don't = sue
      # text = again
      1	I	I	PRON	PRP	Case=Nom	4	nsubj	4:nsubj	_
      2-3	don't	_	_	_	_	_	_	_	_
      2	do	do	AUX	VBP	_	4	aux	4:aux	_
      3	n't	not	PART	RB	_	4	advmod	4:advmod	_
      4	sue	sue	VERB	VB	_	0	root	0:root	SpaceAfter=No
      4.1	sue	sue	VERB	VB	_	_	_	0:root	_
      4.2	too	too	ADV	RB	_	_	_	4.1:advmod	_

      1	10 000	_	NUM	CD	_	_	_	_	_

      """;

  @TempDir Path folder;

  private ConllU file(String text) throws IOException {
    return ConllU.of(Files.writeString(folder.resolve("d.conllu"), text));
  }

  private static List<String> rows(Frame frame, String column) {
    var out = new ArrayList<String>();
    for (int i = 0; i < frame.size(); i++) out.add(frame.column(column).cell(i));
    return out;
  }

  @Test
  void aRowIsASentenceOfSyntacticWords() throws IOException {
    var frame = file(TREES).read();
    assertEquals(ConllU.LAYERS, List.copyOf(frame.names()));
    assertEquals(List.of("I do n't sue", "10 000"), rows(frame, "form"));
    assertEquals(4, frame.column("form", Column.Tokens.class).row(0).length);
    assertEquals(1, frame.column("form", Column.Tokens.class).row(1).length);
    assertEquals(List.of("PRON AUX PART VERB", "NUM"), rows(frame, "upos"));
    assertEquals(List.of("4 4 4 0", "_"), rows(frame, "head"));
    assertEquals(List.of("_ _ _ SpaceAfter=No", "_"), rows(frame, "misc"));
  }

  @Test
  void layersAndCommentsAreChosen() throws IOException {
    var frame = file(TREES).layers("upos", "form").comments("text", "sent_id").read();
    assertEquals(List.of("upos", "form", "text", "sent_id"), List.copyOf(frame.names()));
    assertEquals(List.of("I don't = sue", ""), frame.column("text", Column.Text.class).values());
    assertEquals(List.of("1", ""), frame.column("sent_id", Column.Text.class).values());
  }

  /** Each of these as the second sentence's lines, whose cells after the ID are filled up. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 0~3 1        | :4:id: the ID is 3, but 2 is due
          1 0~1 1        | :4:id: the ID is 1, but 2 is due
          x 0            | :3:id: 'x' is no ID: 3, 3-4 or 3.1 are due
          1- 0           | :3:id: '1-' is no ID: 3, 3-4 or 3.1 are due
          1 2            | :3:head: the head is 2, but the sentence has 1 words
          1 -1           | :3:head: '-1' is no head: 0, a word's ID or _
          1 1.1          | :3:head: '1.1' is no head: 0, a word's ID or _
          1 99999999999  | :3:head: '99999999999' is no head: 0, a word's ID or _
          2-3 _~1 0      | :3:id: the multiword token 2-3 must begin with the next word, 1, and not end before it
          1-2 _~1-2 _    | :4:id: the multiword token 1-2 must begin with the next word, 1, and not end before it, and may not overlap another
          1-2 _~1 0      | :5: a multiword token ends with word 2, but there are 1
          1 0~2.1 _      | :4:id: the empty node is 2.1, but 1.1 is due
          1 0~1.2 _      | :4:id: the empty node is 1.2, but 1.1 is due
          # only = this  | :4: the sentence has no word
          """)
  void badSentencesAreNamed(String lines, String message) throws IOException {
    var text = new StringBuilder("1\ta\t_\t_\t_\t_\t0\t_\t_\t_\n\n");
    for (var line : lines.split("~")) {
      var cells = line.split(" ");
      text.append(
          line.startsWith("#")
              ? line + "\n"
              : "%s\tw\t_\t_\t_\t_\t%s\t_\t_\t_\n".formatted(cells[0], cells[1]));
    }
    text.append("\n1\tz\t_\t_\t_\t_\t0\t_\t_\t_\n");
    var reader = file(text.toString());
    var e = assertThrows(DataException.class, reader::read);
    assertEquals(folder.resolve("d.conllu") + message, e.getMessage());
  }

  @Test
  void aLineWithoutTenCellsIsNamed() throws IOException {
    var short9 = file("1\ta\t_\t_\t_\t_\t0\t_\t_\n");
    var e = assertThrows(DataException.class, short9::read);
    assertEquals(
        folder.resolve("d.conllu")
            + ":1: the line has 9 cells between tabs, but 10 are due: ID, FORM, LEMMA, UPOS, XPOS,"
            + " FEATS, HEAD, DEPREL, DEPS, MISC",
        e.getMessage());
    var empty = file("1\t\t_\t_\t_\t_\t0\t_\t_\t_\n");
    e = assertThrows(DataException.class, empty::read);
    assertEquals(
        folder.resolve("d.conllu") + ":1:form: the cell is empty; what is not known is written _",
        e.getMessage());
    var late = file("1\ta\t_\t_\t_\t_\t0\t_\t_\t_\n# text = a\n");
    e = assertThrows(DataException.class, late::read);
    assertEquals(
        folder.resolve("d.conllu")
            + ":2: the line has 1 cell between tabs, but 10 are due: ID, FORM, LEMMA, UPOS, XPOS,"
            + " FEATS, HEAD, DEPREL, DEPS, MISC",
        e.getMessage());
  }

  @Test
  void collectedProblemsAreOnePerSentence() throws IOException {
    var text = "5\ta\nb\n\n" + TREES + "1\ta\t_\t_\t_\t_\t7\t_\t_\t_";
    var result = file(text).comments("sent_id").policy(Policy.COLLECT).readAll();
    assertEquals(List.of("1", ""), result.frame().column("sent_id", Column.Text.class).values());
    assertEquals(List.of("I do n't sue", "10 000"), rows(result.frame(), "form"));
    assertEquals(List.of(1L, 18L), result.problems().stream().map(Problem::line).toList());
  }

  @Test
  void badOptionsAreNamed() {
    var reader = ConllU.of("d.conllu");
    var e = assertThrows(IllegalArgumentException.class, () -> reader.layers("form", "word"));
    assertEquals(
        "ConllU layers must be some of %s but is [form, word]".formatted(ConllU.LAYERS),
        e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> reader.comments("form"));
    assertEquals(
        "ConllU comments must be different names, other than those of layers, but is [form]",
        e.getMessage());
  }
}
