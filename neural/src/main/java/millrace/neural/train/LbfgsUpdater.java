package millrace.neural.train;

import java.util.ArrayList;
import java.util.List;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.train.WolfeSearch.Point;

/** The updater of {@link Lbfgs}: all parameters are one vector. */
final class LbfgsUpdater implements Updater {
  /** Below this, y·s says nothing about the curvature (PyTorch's number). */
  private static final double LEAST_CURVATURE = 1e-10;

  private final Ops f;
  private final Lbfgs settings;
  private final double lr;
  private final List<Tensor> parameters;
  private final Flat flat;
  private final Tensor before;
  private final Tensor direction;
  private final Tensor origin;

  /** For the gradients at the points of a search: the start, two ends and a new one. */
  private final Tensor[] gradients = new Tensor[4];

  /** The changes of gradients, those of parameters, and 1/(y·s): the oldest first. */
  private final List<Tensor> ys = new ArrayList<>();

  private final List<Tensor> ss = new ArrayList<>();
  private final List<Double> rhos = new ArrayList<>();
  private double scale = 1;
  private double t;
  private long iterations;
  private long steps;

  LbfgsUpdater(Ops f, Lbfgs settings, List<Group> groups) {
    if (groups.size() != 1 || groups.getFirst().weightDecay() != 0)
      throw new IllegalArgumentException(
          "Lbfgs has one group of parameters, without weight decay, but was given %d groups%s"
              .formatted(groups.size(), groups.size() == 1 ? " with weight decay" : ""));
    this.f = f;
    this.settings = settings;
    this.lr = groups.getFirst().lr();
    this.parameters = groups.getFirst().parameters();
    this.flat = new Flat(f, parameters);
    before = flat.zeros();
    direction = flat.zeros();
    origin = flat.zeros();
    for (int i = 0; i < gradients.length; i++) gradients[i] = flat.zeros();
  }

  @Override
  public void step(double factor, Objective objective) {
    steps++;
    double rate = lr * factor;
    var now = evaluate(objective, gradients[0]);
    int evaluations = 1;
    if (flat.maxAbs(now.gradient()) <= settings.toleranceGrad()) return;
    for (int n = 1; n <= settings.maxIter(); n++) {
      direct(now.gradient());
      flat.copy(before, now.gradient());
      double loss = now.value();
      t = iterations == 1 ? Math.min(1, 1 / flat.sumAbs(now.gradient())) * rate : rate;
      double slope = flat.dot(now.gradient(), direction);
      if (!(slope <= -settings.toleranceChange())) return; // not downhill, or not a number
      if (settings.strongWolfe()) {
        var start = new Point(0, loss, slope, now.gradient());
        double least = settings.toleranceChange() / flat.maxAbs(direction);
        try (var _ = f.scope()) {
          flat.copy(origin, flat.gather(parameters));
        }
        var search = new WolfeSearch((s, used) -> at(s, objective, used), start, least);
        now = search.search(t);
        evaluations += search.evaluations();
        t = now.t();
        place(t);
      } else {
        flat.add(t, direction);
        if (n == settings.maxIter()) return; // the last gradient would not be used
        now = evaluate(objective, now.gradient());
        evaluations++;
      }
      if (evaluations >= settings.evaluations()
          || flat.maxAbs(now.gradient()) <= settings.toleranceGrad()
          || flat.maxAbs(direction) * Math.abs(t) <= settings.toleranceChange()
          || Math.abs(now.value() - loss) < settings.toleranceChange()) return;
    }
  }

  /** direction ← −H·g, having learnt from the iteration before. */
  private void direct(Tensor g) {
    if (++iterations == 1) {
      try (var _ = f.scope()) {
        flat.copy(direction, f.scale(g, -1));
      }
      return;
    }
    remember(g);
    try (var _ = f.scope()) {
      var q = f.scale(g, -1);
      var alphas = new double[ys.size()];
      for (int i = alphas.length - 1; i >= 0; i--) {
        alphas[i] = flat.dot(ss.get(i), q) * rhos.get(i);
        flat.axpy(q, -alphas[i], ys.get(i));
      }
      var r = f.scale(q, scale);
      for (int i = 0; i < alphas.length; i++) {
        double b = flat.dot(ys.get(i), r) * rhos.get(i);
        flat.axpy(r, alphas[i] - b, ss.get(i));
      }
      flat.copy(direction, r);
    }
  }

  private void remember(Tensor g) {
    try (var scope = f.scope()) {
      var y = f.subtract(g, before);
      var s = f.scale(direction, t);
      double curvature = flat.dot(y, s);
      if (!(curvature > LEAST_CURVATURE)) return;
      if (ys.size() == settings.historySize()) {
        flat.copy(ys.getFirst(), y);
        flat.copy(ss.getFirst(), s);
        ys.add(ys.removeFirst());
        ss.add(ss.removeFirst());
        rhos.removeFirst();
      } else {
        ys.add(scope.keep(y));
        ss.add(scope.keep(s));
      }
      rhos.add(1 / curvature);
      scale = curvature / flat.dot(ys.getLast(), ys.getLast());
    }
  }

  /** The loss, its gradient going into a tensor. */
  private Point evaluate(Objective objective, Tensor into) {
    try (var _ = f.scope()) {
      var e = objective.evaluate();
      flat.copy(into, flat.gather(e.gradients()));
      return new Point(0, flat.number(e.loss()), 0, into);
    }
  }

  private Point at(double s, Objective objective, Point... used) {
    place(s);
    var free = gradients[0];
    for (var g : gradients) {
      boolean taken = false;
      for (var p : used) taken |= p.gradient().equals(g);
      if (!taken) free = g;
    }
    var point = evaluate(objective, free);
    return new Point(s, point.value(), flat.dot(free, direction), free);
  }

  /** parameters ← origin + s·direction. */
  private void place(double s) {
    try (var _ = f.scope()) {
      int from = 0;
      for (var p : parameters) {
        var part = f.reshape(f.slice(origin, 0, from, from + p.size()), p.shape());
        flat.copy(p, part);
        from += p.size();
      }
    }
    flat.add(s, direction);
  }

  @Override
  public List<Tensor> parameters() {
    return parameters;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public State state() {
    var numbers = new double[4 + rhos.size()];
    numbers[0] = scale;
    numbers[1] = t;
    numbers[2] = iterations;
    numbers[3] = rhos.size();
    for (int i = 0; i < rhos.size(); i++) numbers[4 + i] = rhos.get(i);
    return new State(steps, numbers, Values.of(f, states()));
  }

  private List<Tensor> states() {
    var out = new ArrayList<>(List.of(before, direction));
    out.addAll(ys);
    out.addAll(ss);
    return out;
  }

  @Override
  public void restore(State state) {
    var numbers = state.numbers();
    int n = numbers.length - 4;
    if (n < 0 || numbers[3] != n || n > settings.historySize())
      throw new IllegalArgumentException("the state is that of another optimizer");
    rhos.clear();
    for (int i = 0; i < n; i++) rhos.add(numbers[4 + i]);
    while (ys.size() > n) {
      ys.removeLast();
      ss.removeLast();
    }
    while (ys.size() < n) {
      ys.add(flat.zeros());
      ss.add(flat.zeros());
    }
    state.tensors().to(f, states());
    scale = numbers[0];
    t = numbers[1];
    iterations = (long) numbers[2];
    steps = state.steps();
  }
}
