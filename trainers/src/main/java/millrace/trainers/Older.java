package millrace.trainers;

import java.util.Map;
import millrace.learn.Spec;

/** Makes today's records out of what earlier versions wrote into model files. */
final class Older {
  private Older() {}

  /** Trees inside of a record that is upgraded: already made, or still a tree of version 1. */
  @SuppressWarnings("unchecked")
  static Trees trees(Object node) {
    return node instanceof Trees t ? t : Trees.upgrade(1, (Map<String, Object>) node);
  }

  /** The defaults, with the parameters that the file has. */
  static <R extends Record> R trainer(R defaults, Map<String, Object> tree) {
    var trainer = defaults;
    for (var c : defaults.getClass().getRecordComponents()) {
      if (!tree.containsKey(c.getName())) continue;
      var value = tree.get(c.getName());
      if (value instanceof Number n && c.getType() == int.class) value = n.intValue();
      else if (value instanceof Number n && c.getType() == double.class) value = n.doubleValue();
      trainer = Spec.with(trainer, c.getName(), value);
    }
    return trainer;
  }
}
