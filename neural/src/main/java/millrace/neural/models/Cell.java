package millrace.neural.models;

import millrace.neural.compute.Recurrence;

/** The kinds of recurrent network. */
public enum Cell {
  /** Long short-term memory. @see "Hochreiter, Schmidhuber 1997" */
  LSTM(Recurrence.Cell.LSTM),
  /** Gated recurrent unit. @see "Cho et al. 2014" */
  GRU(Recurrence.Cell.GRU),
  /** h = tanh(W·x + U·h + b). @see "J. Elman, Finding structure in time, 1990" */
  TANH(Recurrence.Cell.TANH);

  private final Recurrence.Cell op;

  Cell(Recurrence.Cell op) {
    this.op = op;
  }

  Recurrence.Cell op() {
    return op;
  }
}
