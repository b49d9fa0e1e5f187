package millrace.nlp.topics;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.report.WebPage;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.TopicModel;
import millrace.run.Run;

/**
 * A page on which to read a topic model: a map of the topics (Jensen-Shannon divergence, principal
 * coordinates), their words ranked by relevance with a slider for λ, where a word occurs, and the
 * documents of each topic.
 *
 * <pre>{@code
 * new TopicBrowser().title("News").text("body").write(Path.of("news.html"), model, documents, Run.quiet());
 * // news.html#topic=3&lambda=0.6&term=bank
 * }</pre>
 *
 * <p>One HTML file that holds everything and asks for nothing: no network, no library, and a
 * content security policy that forbids both. All text is shown as text, whatever it holds. What is
 * shown is in the address, as in {@code #topic=3&lambda=0.6&term=bank}: the number of a topic in
 * the model, from 0; λ, from 0 to 1; and a word.
 *
 * <p><b>Counts</b> are the model's estimates: topic t has Σ n(d) p(t | d) tokens over the given
 * documents d of n(d) tokens which the model knows, and of them p(w | t) are the word w. A topic
 * with less than half a token is left out (as those of a GSDMM that ended up empty). The page holds
 * every word that is among the first {@code terms} of some topic for some λ in steps of .01, and
 * the most frequent ones, 10,000 in all if those are fewer; only these can be searched for.
 *
 * <p>Cost: O(topics² words) logarithms, O(100 topics words) for the ranks, and one inference of the
 * documents.
 *
 * @param title of the page
 * @param terms how many words a topic shows
 * @param documents how many documents a topic shows, at most
 * @param text the text column to show documents from; empty: the first text column, or the words of
 *     the column that the model reads if there is none
 * @param excerpt how much of a document the page holds, in characters
 * @param lambda where the slider stands at first; .6 is what readers did best with (Sievert and
 *     Shirley 2014), pyLDAvis starts at 1
 * @see "Sievert, Shirley 2014, LDAvis: A method for visualizing and interpreting topics"
 */
public record TopicBrowser(
    @Param("title of the page") String title,
    @Param(value = "words shown of a topic", min = 1, max = 1000) int terms,
    @Param(value = "documents shown of a topic", min = 0, max = 1000) int documents,
    @Param("text column to show; empty: the first, or the model's words") String text,
    @Param(value = "characters held of a document", min = 1, max = 1e6) int excerpt,
    @Param(value = "λ at first", min = 0, max = 1) double lambda) {

  public TopicBrowser {
    Spec.check(TopicBrowser.class, title, terms, documents, text, excerpt, lambda);
  }

  public TopicBrowser() {
    this("Topics", 30, 10, "", 1000, 0.6);
  }

  public TopicBrowser title(String title) {
    return Spec.with(this, "title", title);
  }

  public TopicBrowser terms(int terms) {
    return Spec.with(this, "terms", terms);
  }

  public TopicBrowser documents(int documents) {
    return Spec.with(this, "documents", documents);
  }

  public TopicBrowser text(String text) {
    return Spec.with(this, "text", text);
  }

  public TopicBrowser excerpt(int excerpt) {
    return Spec.with(this, "excerpt", excerpt);
  }

  public TopicBrowser lambda(double lambda) {
    return Spec.with(this, "lambda", lambda);
  }

  /**
   * Writes the page, first beside the file and then moved, so that it is never half there.
   *
   * @return the file
   * @throws DataException see {@link #html}
   * @throws UncheckedIOException if the file cannot be written; it names the path
   */
  public Path write(Path file, TopicModel model, Frame documents, Run run) {
    // A lone surrogate in a document, which UTF-8 cannot say, becomes a question mark.
    return WebPage.write(file, html(model, documents, run));
  }

  /**
   * The page as text.
   *
   * @param documents as the model reads them, with a text column to show if there is one
   * @throws DataException if no document has a word that the model knows, or a column is missing
   */
  public String html(TopicModel model, Frame documents, Run run) {
    var data = BrowserData.of(this, model, documents, run).json();
    return WebPage.of(TopicBrowser.class, "browser", title, data);
  }
}
