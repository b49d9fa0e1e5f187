package millrace.preprocess;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.learn.Catalog;
import millrace.learn.Spec;

/** Reads a {@link Recipe} from JSON; {@code name} is the file's, for messages. */
record RecipeFile(String name) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static Recipe read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new DataException("there is no recipe file '%s'".formatted(file), e);
    } catch (IOException e) {
      throw new DataException("the recipe file '%s' cannot be read: %s".formatted(file, e), e);
    }
  }

  static Recipe parse(String name, String json) {
    try {
      return new RecipeFile(name).recipe(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new DataException(
          "%s%s: no JSON: %s"
              .formatted(
                  name,
                  at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr(),
                  e.getOriginalMessage().replaceAll("\\[Source: [^;]*; ([^\\]]*)\\]", "$1")),
          e);
    }
  }

  private Recipe recipe(JsonNode root) {
    if (!root.isObject()) throw wrong("", "an object {\"steps\": […]}", root);
    keys("", root, List.of("target", "drop", "steps"));
    var steps = new ArrayList<Step<?>>();
    if (root.has("drop")) {
      try {
        steps.add(new Drop(strings("drop", root.get("drop"))));
      } catch (IllegalArgumentException e) {
        throw error("drop", e);
      }
    }
    if (root.has("steps")) steps.addAll(list("steps", root.get("steps")));
    Optional<TargetTransform.Function> function = Optional.empty();
    double margin = 0.5;
    if (root.has("target")) {
      var target = root.get("target");
      if (!target.isObject()) throw wrong("target", "an object {\"transform\": \"log\"}", target);
      keys("target", target, List.of("transform", "margin"));
      if (!target.has("transform")) throw error("target", "the key \"transform\" is missing");
      function = Optional.of(function(target.get("transform")));
      if (target.has("margin")) margin = margin(target.get("margin"));
    }
    return new Recipe(new Steps(steps), function, margin);
  }

  private TargetTransform.Function function(JsonNode value) {
    var all = TargetTransform.Function.values();
    var wanted = value.asText().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(all)
        .filter(f -> value.isTextual() && f.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "target.transform",
                    "one of " + Arrays.toString(all).toLowerCase(Locale.ROOT),
                    value));
  }

  private double margin(JsonNode value) {
    if (!value.isNumber() || value.doubleValue() < 0) {
      throw wrong("target.margin", "a number from 0", value);
    }
    return value.doubleValue();
  }

  private List<Step<?>> list(String at, JsonNode array) {
    if (!array.isArray()) throw wrong(at, "a list of steps", array);
    var out = new ArrayList<Step<?>>();
    for (int i = 0; i < array.size(); i++) out.add(step(at + "[" + (i + 1) + "]", array.get(i)));
    return out;
  }

  /** A step, or a list of them as {@link Steps}. */
  private Step<?> stepOrList(String at, JsonNode node) {
    return node.isArray() ? new Steps(list(at, node)) : step(at, node);
  }

  private Step<?> step(String at, JsonNode node) {
    if (!node.isObject()) throw wrong(at, "an object {\"step\": \"Impute\", …}", node);
    var name = node.get("step");
    if (name == null) {
      throw error(
          at,
          "the key \"step\" is missing, the name of the step; there are "
              + String.join(", ", names()));
    }
    if (!name.isTextual()) throw wrong(at + ".step", "the name of a step", name);
    Record step = named(at, name.textValue());
    var pending = new LinkedHashSet<String>();
    node.fieldNames().forEachRemaining(pending::add);
    pending.remove("step");
    keys(at, node, Stream.concat(Stream.of("step"), parameters(step).stream()).toList());
    // Two parameters may be legal only together, as low and high are: the file's order is not to
    // matter, so one that is refused is tried again after the others.
    while (!pending.isEmpty()) {
      int before = pending.size();
      var refusals = new ArrayList<DataException>();
      for (var key : List.copyOf(pending)) {
        try {
          step = set(step, at, key, node.get(key));
          pending.remove(key);
        } catch (DataException e) {
          refusals.add(e);
        }
      }
      if (pending.size() == before) throw refusals.getFirst();
    }
    return (Step<?>) step;
  }

  private Record named(String at, String name) {
    try {
      var found = Catalog.find(name);
      if (found instanceof Step<?> && found instanceof Record r) return r;
      throw error(at, "%s is no step; there are %s".formatted(name, String.join(", ", names())));
    } catch (NoSuchElementException e) {
      var steps = names();
      throw error(
          at,
          "there is no step '%s'; there are %s%s"
              .formatted(name, String.join(", ", steps), DidYouMean.among(name, steps)));
    }
  }

  private static List<String> names() {
    return Catalog.trainers().stream()
        .filter(t -> t instanceof Step<?>)
        .map(t -> Catalog.name(t.getClass()))
        .toList();
  }

  /** The keys for a step's parameters: their names, but "do" for steps. */
  private static List<String> parameters(Record step) {
    return Spec.of(step.getClass()).stream().map(RecipeFile::key).toList();
  }

  private static String key(Spec.Info p) {
    boolean inner = Step.class.isAssignableFrom(p.type()) || p.name().equals("steps");
    return inner ? "do" : p.name();
  }

  private Record set(Record step, String at, String key, JsonNode value) {
    var parameter =
        Spec.of(step.getClass()).stream().filter(p -> key(p).equals(key)).findFirst().orElseThrow();
    var here = at + "." + key;
    try {
      if (key.equals("do")) {
        return Spec.with(
            step,
            parameter.name(),
            parameter.type() == List.class ? list(here, value) : stepOrList(here, value));
      }
      if (parameter.type() == List.class) {
        return Spec.with(step, parameter.name(), strings(here, value));
      }
      if (!value.isValueNode() || value.isNull()) {
        throw wrong(here, "a single value", value);
      }
      return Spec.parse(step, parameter.name(), value.asText());
    } catch (IllegalArgumentException e) {
      throw error(here + " = " + value, e);
    }
  }

  private List<String> strings(String at, JsonNode array) {
    var out = new ArrayList<String>();
    if (!array.isArray()) throw wrong(at, "a list of strings", array);
    for (var s : array) {
      if (!s.isTextual()) throw wrong(at, "a list of strings", array);
      out.add(s.textValue());
    }
    return out;
  }

  private void keys(String at, JsonNode node, List<String> known) {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw error(at, "there is no key \"%s\"; there are %s".formatted(key, known));
              }
            });
  }

  private DataException wrong(String at, String expected, JsonNode value) {
    return error(at, "expected %s, but there is %s".formatted(expected, value));
  }

  private DataException error(String at, String message) {
    return new DataException("%s: %s%s".formatted(name, at.isEmpty() ? "" : at + ": ", message));
  }

  private DataException error(String at, IllegalArgumentException cause) {
    return new DataException("%s: %s: %s".formatted(name, at, cause.getMessage()), cause);
  }
}
