package millrace.notebook;

import millrace.evaluation.report.Chart;
import millrace.run.Run;

/**
 * What a cell may say without more ado; its methods are imported in every notebook and every {@code
 * ./millrace jshell}.
 *
 * <pre>{@code
 * show(cars.describe());                       // as the cell's last expression is shown by itself
 * var model = forest.fit(cars, run());         // with a progress bar in the cell; interrupt ends it
 * show(chart("loss").x("epoch").line("training", epochs, losses));
 * }</pre>
 */
public final class Notebook {
  private static volatile Stage stage = new Terminal();

  private Notebook() {}

  /** Shows a value as a cell's last expression is shown. */
  public static void show(Object value) {
    stage.show(View.of(value));
  }

  /** Shows a piece of HTML. */
  public static void html(String html) {
    stage.show(View.html(html));
  }

  /**
   * Shows a whole page, such as that of a topic browser or a map of words, in a frame of its own.
   *
   * <pre>{@code page("topics", new TopicBrowser().html(model, texts, run())); }</pre>
   */
  public static void page(String title, String html) {
    stage.show(new View("(a page: " + title + ")", Html.page(title, html, 640)));
  }

  /** A run with seed 42, a thread for each processor, and a progress bar in the cell. */
  public static Run run() {
    return run(42);
  }

  /** A run with this seed, a thread for each processor, and a progress bar in the cell. */
  public static Run run(long seed) {
    return Run.seeded(seed).listen(new CellProgress(stage));
  }

  /** A chart without data yet. */
  public static Chart chart(String title) {
    return Chart.of(title);
  }

  /** Where views are shown from now on; gives where they were before. */
  public static synchronized Stage stage(Stage stage) {
    var before = Notebook.stage;
    Notebook.stage = stage;
    return before;
  }

  /** Views on standard output, as text; bars of progress are for notebooks. */
  private static final class Terminal implements Stage {
    @Override
    public void show(View view) {
      System.out.println(view.text());
    }

    @Override
    public void update(String name, View view) {}
  }
}
