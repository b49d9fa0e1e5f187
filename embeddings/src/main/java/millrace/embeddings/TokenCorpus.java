package millrace.embeddings;

import millrace.data.Column;
import millrace.run.Run;

/** The rows of a column of tokens. */
record TokenCorpus(Column.Tokens tokens) implements Corpus {
  @Override
  public WordCounts count(int least, int most, Run run) {
    var counts = new long[tokens.words().size()];
    var starts = tokens.starts();
    for (int k = starts[0]; k < starts[tokens.size()]; k++) counts[tokens.ids()[k]]++;
    int n = 0;
    for (long c : counts) if (c > 0) n++;
    var names = new String[n];
    var times = new long[n];
    n = 0;
    for (int w = 0; w < counts.length; w++) {
      if (counts[w] == 0) continue;
      names[n] = tokens.words().name(w);
      times[n++] = counts[w];
    }
    return WordCounts.of(names, times, least, most);
  }

  @Override
  public Reading read(WordCounts words) {
    return new Pass(tokens.words().mapTo(words.words()));
  }

  private final class Pass implements Reading {
    private final int[] map;
    private final int[] starts = tokens.starts();
    private int row;
    private int at = starts[0];

    Pass(int[] map) {
      this.map = map;
    }

    @Override
    public boolean next(Stretch s) {
      s.clear();
      while (row < tokens.size() && !s.full()) {
        int end = starts[row + 1];
        while (at < end && !s.full()) {
          int id = map[tokens.ids()[at++]];
          if (id >= 0) s.add(id);
        }
        s.end(row);
        if (at == end) row++;
      }
      return s.size() > 0;
    }

    @Override
    public void close() {
      row = tokens.size(); // nothing is read after this
    }
  }
}
