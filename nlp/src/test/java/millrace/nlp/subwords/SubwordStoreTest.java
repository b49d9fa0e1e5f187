package millrace.nlp.subwords;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.nlp.Collocations;
import millrace.run.Run;
import millrace.store.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer is a component like any other: it is written into files as models are. */
class SubwordStoreTest {
  /** A record that has one, as a model may. */
  record Holder(SubwordTokenizer tokenizer) {}

  @TempDir Path dir;

  @Test
  void everyKindComesBack() {
    var kinds =
        List.of(
            TokenizerJson.read(Golden.json("bpe", dir)),
            TokenizerJson.read(Golden.json("roberta", dir)),
            TokenizerJson.read(Golden.json("cased", dir)),
            TokenizerJson.read(Golden.json("unigram", dir)),
            TokenizerJson.read(Golden.json("lowercase", dir)),
            SentencePiece.read(Golden.model("sp-bpe.model", dir)),
            SentencePiece.read(Golden.model("sp-unigram.model", dir)));
    var run = Run.quiet().checkpoints(dir.resolve("kept"), Duration.ZERO);
    var frame = Frame.of("x", Column.Numeric.of(1));
    for (var tokenizer : kinds) {
      var kept = Checkpoint.of(run, new Collocations(), frame, Holder.class);
      kept.save(new Holder(tokenizer));
      var back = kept.resume().orElseThrow().tokenizer();
      kept.done();
      assertEquals(tokenizer.getClass(), back.getClass());
      assertEquals(tokenizer.pieces(), back.pieces());
      assertEquals(tokenizer.specials(), back.specials());
      for (var text : Golden.texts()) {
        assertArrayEquals(tokenizer.encode(text, true), back.encode(text, true));
        assertArrayEquals(tokenizer.input(text, 20).ids(), back.input(text, 20).ids());
      }
    }
  }

  /** Arrays that do not belong together, as a damaged file may hold them, make no tokenizer. */
  @Test
  void partsThatDoNotBelongTogether() {
    var bpe = new BpeTraining(300).train(Golden.lines(), Run.quiet());
    var other = new BpeTraining(280).train(Golden.lines(), Run.quiet());
    refused(
        () ->
            new ByteLevelBpe(other.pieces(), bpe.merges(), false, bpe.specials(), Template.PLAIN));
    var m = bpe.merges();
    refused(() -> new MergeTable(new int[255], m.starts(), m.rights(), m.ranks(), m.results()));
    refused(() -> new MergeTable(m.bytes(), new int[0], m.rights(), m.ranks(), m.results()));
    var ranks = m.ranks().clone();
    ranks[0] = ranks[1];
    refused(() -> new MergeTable(m.bytes(), m.starts(), m.rights(), ranks, m.results()));
    var results = m.results().clone();
    results[0] = results[1];
    var table = new MergeTable(m.bytes(), m.starts(), m.rights(), m.ranks(), results);
    refused(() -> new ByteLevelBpe(bpe.pieces(), table, false, bpe.specials(), Template.PLAIN));
    refused(() -> bpe.template(Template.bert(1000, 2)));
    refused(() -> bpe.specials(SpecialTokens.named(List.of(AddedToken.special("<s>", 3)))));
    refused(() -> new PieceTrie(new int[] {0, 5}, new int[0], new int[] {-1}));
    refused(() -> new Charsmap(new int[0], new byte[0], false));
    refused(() -> new Template(new int[] {1}, new int[1], new int[0], new int[0]));
    refused(() -> new Template(new int[] {-1}, new int[2], new int[0], new int[0]));
    var t5 = (SentencePiece) TokenizerJson.read(Golden.json("unigram", dir));
    refused(
        () ->
            new SentencePiece(
                t5.pieces(),
                new double[3],
                t5.types(),
                t5.algorithm(),
                t5.trie(),
                t5.users(),
                t5.preparation(),
                false,
                "",
                t5.specials(),
                t5.template()));
  }

  private static void refused(Executable what) {
    assertThrows(IllegalArgumentException.class, what);
  }
}
