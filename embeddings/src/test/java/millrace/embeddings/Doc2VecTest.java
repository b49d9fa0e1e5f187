package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.embeddings.Doc2Vec.Algorithm;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Doc2VecTest {
  private static final int LENGTH = 30;
  private static final Column.Tokens DOCUMENTS = topics(200, Run.seeded(1).random("text"));
  private static final Column.Tokens OTHERS = topics(40, Run.seeded(2).random("text"));

  /**
   * Every second word is of the document's topic, which its first word tells; others are of none,
   * so that the words near often do not tell what the document does.
   */
  private static Column.Tokens topics(int documents, RandomGenerator random) {
    var names = new String[50];
    for (int i = 0; i < names.length; i++) names[i] = "t" + i / 10 + "w" + i % 10;
    var starts = new int[documents + 1];
    var ids = new int[documents * LENGTH];
    for (int d = 0; d < documents; d++) {
      starts[d + 1] = starts[d] + LENGTH;
      int topic = random.nextInt(4);
      for (int k = 0; k < LENGTH; k++)
        ids[starts[d] + k] = (k % 2 == 0 ? topic : 4) * 10 + random.nextInt(10);
    }
    return new Column.Tokens(starts, ids, Vocabulary.ofDistinct(names));
  }

  private static Doc2Vec small() {
    return new Doc2Vec().width(20).window(1).epochs(20).sample(0).rate(0.1).inferEpochs(30);
  }

  @ParameterizedTest
  @CsvSource({
    "DM, 5, false, false, 1",
    "DM, 5, false, false, 4",
    "DM, 0, true, false, 3",
    "DBOW, 5, false, false, 4",
    "DBOW, 9, false, true, 2",
    "DBOW, 0, true, false, 2"
  })
  void documentsOfATopicAreNearest(
      Algorithm algorithm, int negatives, boolean hierarchical, boolean trainWords, int shards) {
    var how = small().algorithm(algorithm).negatives(negatives).hierarchical(hierarchical);
    var model =
        how.trainWords(trainWords).shards(shards).fit(Frame.of("t", DOCUMENTS), Run.seeded(3));
    assertEquals(1, purity(model.documents(), DOCUMENTS, model.documents()));
    var inferred = model.infer(OTHERS, Run.quiet().threads(1)).values();
    assertEquals(1, purity(inferred, OTHERS, model.documents()));
    assertEquals(algorithm == Algorithm.DM || trainWords, model.wordVectors().isPresent());
  }

  /** The share of documents whose nearest document, but themselves, has their topic. */
  private static double purity(float[] vectors, Column.Tokens of, float[] all) {
    int right = 0;
    for (int i = 0; i < of.size(); i++) {
      int best = -1;
      double most = -2;
      for (int j = 0; j < DOCUMENTS.size(); j++) {
        if (vectors == all && i == j) continue;
        double c = cosine(vectors, i * 20, all, j * 20);
        if (c > most) {
          most = c;
          best = j;
        }
      }
      if (topic(of, i).equals(topic(DOCUMENTS, best))) right++;
    }
    return right / (double) of.size();
  }

  private static String topic(Column.Tokens t, int row) {
    return t.words().name(t.ids()[t.starts()[row]]).substring(0, 2);
  }

  private static double cosine(float[] a, int ao, float[] b, int bo) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < 20; i++) {
      ab += a[ao + i] * b[bo + i];
      aa += a[ao + i] * a[ao + i];
      bb += b[bo + i] * b[bo + i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @ParameterizedTest
  @CsvSource({"DM", "DBOW"})
  void theNumberOfThreadsDoesNotMatter(Algorithm algorithm) {
    var how = small().algorithm(algorithm).shards(3).epochs(5);
    var frame = Frame.of("t", DOCUMENTS);
    var one = how.fit(frame, Run.seeded(5).threads(1));
    var vectors = one.infer(OTHERS, Run.quiet().threads(1)).values();
    for (int threads : new int[] {2, 5}) {
      var other = how.fit(frame, Run.seeded(5).threads(threads));
      assertArrayEquals(one.documents(), other.documents());
      assertArrayEquals(one.outputs(), other.outputs());
      assertArrayEquals(vectors, other.infer(OTHERS, Run.quiet().threads(threads)).values());
    }
    assertFalse(Arrays.equals(one.documents(), how.fit(frame, Run.seeded(6)).documents()));
  }

  /** Also when its words are numbered otherwise, or others that nobody knows are among them. */
  @Test
  void aDocumentsVectorIsItsOwnAffair() {
    var model = small().epochs(2).fit(Frame.of("t", DOCUMENTS), Run.seeded(5));
    var all = model.infer(OTHERS, Run.quiet().threads(2)).values();
    for (int row = 0; row < OTHERS.size(); row++) {
      int from = OTHERS.starts()[row];
      int n = OTHERS.starts()[row + 1] - from;
      var names = new String[n + 1];
      var ids = new int[n + 1];
      for (int k = 0; k < n; k++) names[k] = OTHERS.words().name(OTHERS.ids()[from + k]);
      names[n] = "unknown";
      var words = Vocabulary.of(Arrays.stream(names).distinct().toList());
      for (int k = 0; k <= n; k++) ids[k] = words.id(names[k]);
      var alone = new Column.Tokens(new int[] {0, n + 1}, ids, words);
      assertArrayEquals(
          Arrays.copyOfRange(all, row * 20, row * 20 + 20),
          model.infer(alone, Run.quiet()).values());
    }
  }

  @Test
  void inferringChangesNothing() {
    var model = small().epochs(2).fit(Frame.of("t", DOCUMENTS), Run.seeded(5));
    var inputs = model.inputs().clone();
    var outputs = model.outputs().clone();
    var first = model.infer(OTHERS, Run.quiet()).values();
    assertArrayEquals(first, model.infer(OTHERS, Run.quiet()).values());
    assertArrayEquals(inputs, model.inputs());
    assertArrayEquals(outputs, model.outputs());
  }

  @Test
  void rowsWithoutKnownWordsAreZero() {
    var model = small().epochs(2).fit(Frame.of("t", DOCUMENTS), Run.seeded(5));
    var odd = new Column.Tokens(new int[] {0, 0, 1}, new int[] {0}, Vocabulary.of("unknown"));
    var out = (Column.Dense) model.apply(Frame.of("t", odd)).column("t");
    assertArrayEquals(new float[40], out.values());
    assertEquals(0, model.infer(odd.rows(), Run.quiet()).size());
  }

  @Test
  void linesOfAFileAreDocuments(@TempDir Path folder) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < DOCUMENTS.size(); i++) text.append(DOCUMENTS.cell(i)).append('\n');
    var file = Files.writeString(folder.resolve("text.txt"), text);
    var how = small().epochs(2);
    var want = how.fit(Frame.of("t", DOCUMENTS), Run.seeded(5));
    var got = how.fit(Corpus.lines(file), Run.seeded(5));
    assertArrayEquals(want.documents(), got.documents());
    assertArrayEquals(want.document(7), Arrays.copyOfRange(got.documents(), 140, 160));
  }

  @Test
  void saysWhatIsWrong() {
    var how = small().negatives(0);
    var frame = Frame.of("t", DOCUMENTS);
    var e = assertThrows(DataException.class, () -> how.fit(frame, Run.quiet()));
    assertTrue(e.getMessage().contains("hierarchical"), e.getMessage());
  }
}
