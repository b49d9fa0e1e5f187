package millrace.neural.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import millrace.data.DataException;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Storage;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;

/** Where the tensors of a network come from: drawn anew, or those of a model. */
interface Weights {
  /** The tensor of this name and shape; {@code init} says what it is if it is new. */
  Tensor of(String name, Init init, int... shape);

  /** A tensor that belongs to the model but is not trained by gradients: running statistics. */
  Tensor buffer(String name, Init init, int... shape);

  /** The same source for a part of the network, whose names begin with this. */
  default Weights in(String part) {
    var all = this;
    return new Weights() {
      @Override
      public Tensor of(String name, Init init, int... shape) {
        return all.of(part + "." + name, init, shape);
      }

      @Override
      public Tensor buffer(String name, Init init, int... shape) {
        return all.buffer(part + "." + name, init, shape);
      }
    };
  }

  /** Drawn anew, one after the other. */
  final class Fresh implements Weights {
    private final Ops f;
    private final RandomGenerator random;
    private final SequencedMap<String, Tensor> made = new LinkedHashMap<>();
    private final List<Tensor> trained = new ArrayList<>();

    Fresh(Ops f, RandomGenerator random) {
      this.f = f;
      this.random = random;
    }

    @Override
    public Tensor of(String name, Init init, int... shape) {
      var tensor = buffer(name, init, shape);
      trained.add(tensor);
      return tensor;
    }

    @Override
    public Tensor buffer(String name, Init init, int... shape) {
      var tensor = init.of(f, random, shape);
      if (made.put(name, tensor) != null)
        throw new IllegalArgumentException("two tensors have the name " + name);
      return tensor;
    }

    /** Takes a network up, whose tensors are named by their paths in it. */
    <R extends Record> R take(R net) {
      Layer.parameters(net)
          .forEach(
              (name, tensor) -> {
                made.put(name, tensor);
                trained.add(tensor);
              });
      return net;
    }

    RandomGenerator random() {
      return random;
    }

    /** Those that are trained, in the order in which they were made. */
    List<Tensor> trained() {
      return List.copyOf(trained);
    }

    /** These by their names, in that order. */
    SequencedMap<String, Tensor> named() {
      var out = new LinkedHashMap<>(made);
      out.values().removeIf(t -> !trained.contains(t));
      return out;
    }

    /** The others. */
    List<Tensor> buffers() {
      return made.values().stream().filter(t -> !trained.contains(t)).toList();
    }

    /** What they are now, for a model. */
    List<Weight> values() {
      var out = new ArrayList<Weight>();
      made.forEach((name, tensor) -> out.add(new Weight(name, f.floats(tensor))));
      return List.copyOf(out);
    }
  }

  /** Puts what {@link Fresh#take} took into a network of the same form. */
  static <R extends Record> R into(Ops f, R net, List<Weight> weights) {
    var stored = new Stored(weights);
    Layer.parameters(net)
        .forEach((name, tensor) -> f.set(tensor, stored.values(name, tensor.shape())));
    return net;
  }

  /** Refuses a model of fewer weights than its network has, before anything of its size is made. */
  static void enough(List<Weight> weights, long least) {
    long there = 0;
    for (var w : weights) there += w.values().length;
    if (there < least)
      throw new DataException(
          "the model has %d weights, but its network needs %d or more".formatted(there, least));
  }

  /** Those of a model: the very arrays, which nobody may write into. */
  static Weights of(List<Weight> weights) {
    return new Stored(weights);
  }

  /** Those of a model. */
  final class Stored implements Weights {
    private final Map<String, float[]> values = new HashMap<>();

    Stored(List<Weight> weights) {
      for (var w : weights) values.put(w.name(), w.values());
    }

    @Override
    public Tensor of(String name, Init init, int... shape) {
      return new Tensor(shape.clone(), new Storage.Floats(values(name, shape)));
    }

    float[] values(String name, int... shape) {
      var v = values.get(name);
      if (v == null || v.length != Tensor.sizeOf(shape)) {
        throw new IllegalArgumentException(
            "the model has %s numbers of '%s', but its network needs %s of them"
                .formatted(v == null ? "no" : v.length, name, Tensor.text(shape)));
      }
      return v;
    }

    @Override
    public Tensor buffer(String name, Init init, int... shape) {
      return of(name, init, shape);
    }
  }
}
