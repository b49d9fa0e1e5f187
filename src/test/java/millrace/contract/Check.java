package millrace.contract;

import java.util.function.Predicate;
import millrace.learn.Trainer;

/** One clause of the contract: to whom it applies, and what it asserts. */
record Check(String name, Predicate<Trainer<?>> applies, Body body) {
  interface Body {
    void on(Trainer<?> trainer) throws Exception;
  }

  static Check of(String name, Body body) {
    return new Check(name, _ -> true, body);
  }

  static Check when(Predicate<Trainer<?>> applies, String name, Body body) {
    return new Check(name, applies, body);
  }
}
