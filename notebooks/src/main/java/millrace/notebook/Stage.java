package millrace.notebook;

/** Where views are shown: a cell, or the terminal. */
public interface Stage {
  /** Shows a view below what is there. */
  void show(View view);

  /**
   * Shows a view in the place of the one last shown under this name in this cell, or below if there
   * is none. May be called by any thread.
   */
  void update(String name, View view);
}
