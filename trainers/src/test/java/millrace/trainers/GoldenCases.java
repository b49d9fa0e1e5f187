package millrace.trainers;

import java.util.Arrays;
import java.util.Map;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.learn.Trainer;

/** Lines of golden files that say data set, trainer and parameters. */
final class GoldenCases {
  private GoldenCases() {}

  /** The table with its numbers of classes as levels class0, class1, … */
  static Frame labelled(Frame frame) {
    var y = ((Column.Numeric) frame.targetColumn()).values();
    var names = Arrays.stream(y).mapToObj(v -> "class" + (int) v).toList();
    return frame.with("y", Column.Nominal.of(names));
  }

  /** Row i counts 0.5 + i % 4. */
  static Frame weighted(Frame frame) {
    var w = new double[frame.size()];
    Arrays.setAll(w, i -> 0.5 + i % 4);
    return frame.with("how much", new Column.Numeric(w)).weights("how much");
  }

  /** The trainer of this name with "name=value;name=value"; ! stands for a comma. */
  static Trainer<?> trainer(Map<String, Record> defaults, String name, String parameters) {
    var trainer = defaults.get(name);
    for (var p : parameters.split(";")) {
      if (p.isEmpty()) continue;
      int at = p.indexOf('=');
      trainer = Spec.parse(trainer, p.substring(0, at), p.substring(at + 1).replace('!', ','));
    }
    return (Trainer<?>) trainer;
  }
}
