package millrace.neural.train;

import java.util.List;

/**
 * How the learning rate changes: a factor, at most 1 as a rule, that the optimizer's rate is
 * multiplied by at time t = 0, 1, 2, … {@link Training} says whether t counts steps or epochs. A
 * schedule is a record and remembers nothing: a resumed training asks for the same t again.
 *
 * <p>PyTorch gives some schedules absolute rates (eta_min, max_lr, min_lr); here they are shares of
 * the optimizer's rate.
 *
 * @see "PyTorch 1.13, torch.optim.lr_scheduler"
 */
public sealed interface Schedule permits Schedule.Timed, Warmup, Plateau {
  /**
   * The factor at time t.
   *
   * @param watched what validation gave so far, the lower the better: one figure per epoch
   */
  double factor(long t, double... watched);

  /** Those that look at the time only. */
  sealed interface Timed extends Schedule
      permits Constant, TimeBased, StepDecay, MultiStep, Exponential, Cosine, Restarts, OneCycle {}

  /** 1 at all times. */
  record Constant() implements Timed {
    @Override
    public double factor(long t, double... watched) {
      return 1;
    }
  }

  /**
   * 1/(1 + decay·t).
   *
   * @param decay at least 0
   */
  record TimeBased(double decay) implements Timed {
    public TimeBased {
      check(decay >= 0, "TimeBased decay must be at least 0 but is " + decay);
    }

    @Override
    public double factor(long t, double... watched) {
      return 1 / (1 + decay * t);
    }
  }

  /**
   * gamma^⌊t/every⌋: PyTorch's StepLR.
   *
   * @param every at least 1
   * @param gamma above 0 (PyTorch's default: .1)
   */
  record StepDecay(long every, double gamma) implements Timed {
    public StepDecay {
      check(every >= 1, "StepDecay every must be at least 1 but is " + every);
      check(gamma > 0, "StepDecay gamma must be above 0 but is " + gamma);
    }

    @Override
    public double factor(long t, double... watched) {
      return Math.pow(gamma, (double) Math.floorDiv(t, every));
    }
  }

  /**
   * gamma to the power of how many of the milestones have been reached: PyTorch's MultiStepLR.
   *
   * @param milestones times, in any order
   * @param gamma above 0 (PyTorch's default: .1)
   */
  record MultiStep(List<Long> milestones, double gamma) implements Timed {
    public MultiStep {
      milestones = List.copyOf(milestones);
      check(gamma > 0, "MultiStep gamma must be above 0 but is " + gamma);
    }

    @Override
    public double factor(long t, double... watched) {
      int reached = 0;
      for (long m : milestones) if (m <= t) reached++;
      return Math.pow(gamma, reached);
    }
  }

  /**
   * gammaᵗ: PyTorch's ExponentialLR.
   *
   * @param gamma above 0
   */
  record Exponential(double gamma) implements Timed {
    public Exponential {
      check(gamma > 0, "Exponential gamma must be above 0 but is " + gamma);
    }

    @Override
    public double factor(long t, double... watched) {
      return Math.pow(gamma, (double) t);
    }
  }

  /**
   * Half a wave from 1 to floor: floor + (1 − floor)·(1 + cos(π·t/length))/2. Then it stays there,
   * whereas PyTorch's CosineAnnealingLR rises again.
   *
   * @param length at least 1
   * @param floor in [0, 1]
   * @see "I. Loshchilov, F. Hutter, SGDR, ICLR 2017"
   */
  record Cosine(long length, double floor) implements Timed {
    public Cosine {
      check(length >= 1, "Cosine length must be at least 1 but is " + length);
      check(floor >= 0 && floor <= 1, "Cosine floor must be in [0, 1] but is " + floor);
    }

    @Override
    public double factor(long t, double... watched) {
      return wave(1, floor, (double) Math.min(t, length) / length);
    }
  }

  /**
   * {@link Cosine} again and again, each multiplier times as long as the one before: PyTorch's
   * CosineAnnealingWarmRestarts.
   *
   * @param first the length of the first, at least 1
   * @param multiplier at least 1 (PyTorch's default: 1)
   * @param floor in [0, 1]
   * @see "I. Loshchilov, F. Hutter, SGDR, ICLR 2017"
   */
  record Restarts(long first, int multiplier, double floor) implements Timed {
    public Restarts {
      check(first >= 1, "Restarts first must be at least 1 but is " + first);
      check(multiplier >= 1, "Restarts multiplier must be at least 1 but is " + multiplier);
      check(floor >= 0 && floor <= 1, "Restarts floor must be in [0, 1] but is " + floor);
    }

    @Override
    public double factor(long t, double... watched) {
      long length = first;
      long at = multiplier == 1 ? t % first : t;
      while (at >= length) {
        at -= length;
        length *= multiplier;
      }
      return wave(1, floor, (double) at / length);
    }
  }

  /**
   * Up from 1/start to 1 over the first part of the time, down to 1/(start·end) over the rest:
   * PyTorch's OneCycleLR, the optimizer's rate being its max_lr; momentum stays as it is. After its
   * length it stays at the end.
   *
   * @param length how long in all, at least 2
   * @param rise which part of it goes up, in (0, 1) (PyTorch's pct_start, default .3)
   * @param start at least 1 (PyTorch's div_factor, default 25)
   * @param end at least 1 (PyTorch's final_div_factor, default 1e4)
   * @param linear whether along lines, not waves (default false)
   * @param threePhase whether it comes down to 1/start as slowly as it went up (default false)
   * @see "L. Smith, N. Topin, Super-convergence, arXiv:1708.07120"
   */
  record OneCycle(
      long length, double rise, double start, double end, boolean linear, boolean threePhase)
      implements Timed {
    public OneCycle {
      check(length >= 2, "OneCycle length must be at least 2 but is " + length);
      check(rise > 0 && rise < 1, "OneCycle rise must be in (0, 1) but is " + rise);
      check(start >= 1, "OneCycle start must be at least 1 but is " + start);
      check(end >= 1, "OneCycle end must be at least 1 but is " + end);
    }

    /** With PyTorch's defaults. */
    public OneCycle(long length) {
      this(length, 0.3, 25, 1e4, false, false);
    }

    @Override
    public double factor(long t, double... watched) {
      double low = 1 / start;
      double top = rise * length - 1;
      if (t <= top) return between(low, 1, t / top);
      double last = length - 1.0;
      double at = (double) Math.min(t, length - 1);
      double back = 2 * top;
      if (!threePhase) return between(1, low / end, (at - top) / (last - top));
      if (at <= back) return between(1, low, (at - top) / (back - top));
      return between(low, low / end, (at - back) / (last - back));
    }

    private double between(double a, double b, double part) {
      return linear ? a + (b - a) * part : wave(a, b, part);
    }
  }

  private static double wave(double from, double to, double part) {
    return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
  }

  private static void check(boolean fits, String message) {
    if (!fits) throw new IllegalArgumentException(message);
  }
}
