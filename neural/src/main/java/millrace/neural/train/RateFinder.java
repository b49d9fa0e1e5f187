package millrace.neural.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.run.Run;

/**
 * Looks for a learning rate: trains while the rate rises geometrically from step to step, watches
 * the loss, and puts the weights back. The rate to take is below the one where the loss starts to
 * rise.
 *
 * <pre>{@code
 * var curve = new RateFinder().find(training, f, task, run);
 * training = training.optimizer(training.optimizer().lr(curve.steepest()));
 * }</pre>
 *
 * @param from the first rate (default 1e-7)
 * @param to the last rate (default 10)
 * @param steps how many (default 100)
 * @param stopAt ends where the smoothed loss is this many times its least (default 4)
 * @see "L. Smith, Cyclical learning rates for training neural networks, WACV 2017, section 3.3"
 */
public record RateFinder(double from, double to, int steps, double stopAt) {
  /** What of the mean of losses stays at each step. */
  private static final double SMOOTHING = 0.9;

  public RateFinder {
    if (!(from > 0 && from < to && to < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "RateFinder needs rates 0 < from < to, but was given %s and %s".formatted(from, to));
    if (steps < 10)
      throw new IllegalArgumentException("RateFinder needs at least 10 steps, not " + steps);
    if (!(stopAt > 1))
      throw new IllegalArgumentException("RateFinder stopAt must be above 1 but is " + stopAt);
  }

  public RateFinder() {
    this(1e-7, 10, 100, 4);
  }

  /**
   * What was seen.
   *
   * @param rates of each step
   * @param losses before each step, smoothed by a moving average
   * @param steepest the rate at which the smoothed loss fell fastest: one to take
   * @param lowest the rate at which it was least: too high; a tenth of it is another one to take
   */
  public record Curve(double[] rates, double[] losses, double steepest, double lowest) {}

  /**
   * Tries the rates on all rows of a task, in the batches that this training would make of them.
   * Its schedule and epochs do not matter. Afterwards parameters and buffers are as they were.
   */
  public Curve find(Training training, Ops f, Task task, Run run) {
    var how = training.optimizer(training.optimizer().lr(1)).readEvery(1);
    var kept = new ArrayList<Tensor>(task.parameters());
    kept.addAll(task.buffers());
    try (var _ = f.scope()) {
      var before = new Copies(f, kept);
      before.take();
      try {
        var updater =
            how.optimizer().updater(f, List.of(Group.of(how.optimizer(), task.parameters())));
        return watch(new Steps(how, f, task, run, updater), how, task, run);
      } finally {
        before.give();
      }
    }
  }

  private Curve watch(Steps work, Training how, Task task, Run run) {
    var batching = new Batches(how.batchSize(), task.lengths());
    var rows = IntStream.range(0, task.rows()).toArray();
    List<int[]> batches = List.of();
    int epoch = 0;
    int batch = 0;
    var rates = new double[steps];
    var losses = new double[steps];
    double mean = 0;
    double least = Double.POSITIVE_INFINITY;
    int n = 0;
    while (n < steps) {
      if (batch == batches.size()) {
        batches = batching.shuffled(rows, run.random("rates", epoch++));
        batch = 0;
      }
      int end = Math.min(batches.size(), batch + how.accumulate());
      double rate = from * Math.pow(to / from, n / (steps - 1.0));
      work.step(n, rate, batches.subList(batch, end));
      batch = end;
      double loss = work.lossSum() / work.lossWeight();
      work.forget();
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      double smooth = mean / (1 - Math.pow(SMOOTHING, n + 1));
      if (!Double.isFinite(smooth) || (n >= 10 && smooth > stopAt * least)) break;
      rates[n] = rate;
      losses[n++] = smooth;
      least = Math.min(least, smooth);
      if (!run.step("rate", n, steps, "loss", smooth, "lr", rate)) break;
    }
    if (n < 3)
      throw new ArithmeticException(
          "the loss is not a number from the start: no rate can be found (the first was %s)"
              .formatted(from));
    return curve(Arrays.copyOf(rates, n), Arrays.copyOf(losses, n));
  }

  /** Rates are equally far apart on a logarithmic scale, so that differences are slopes. */
  private static Curve curve(double[] rates, double[] losses) {
    int lowest = 0;
    for (int i = 1; i < losses.length; i++) if (losses[i] < losses[lowest]) lowest = i;
    int steepest = 0;
    double slope = Double.POSITIVE_INFINITY;
    for (int i = 1; i < Math.max(2, lowest); i++) {
      double s = losses[i + 1] - losses[i - 1];
      if (s < slope) {
        slope = s;
        steepest = i;
      }
    }
    return new Curve(rates, losses, rates[steepest], rates[lowest]);
  }
}
