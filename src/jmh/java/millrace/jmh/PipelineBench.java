package millrace.jmh;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Frame;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Transform;
import millrace.preprocess.Auto;
import millrace.preprocess.Impute;
import millrace.preprocess.On;
import millrace.preprocess.OneHot;
import millrace.preprocess.Pipeline;
import millrace.preprocess.Polynomial;
import millrace.preprocess.Standardize;
import millrace.preprocess.Steps;
import millrace.preprocess.TargetTransform;
import millrace.trainers.Ridge;

/**
 * How many rows a second a fitted pipeline predicts, on one thread: ridge behind a preparation
 * written out, and behind what {@code millrace compare} does when nothing is said. Then what each
 * step of them takes.
 *
 * <p>Arguments: the folder with the UK cars, the number of repeats.
 */
public final class PipelineBench {
  private PipelineBench() {}

  public static void main(String[] args) throws Exception {
    var cars = UkCars.once(Path.of(args[0]));
    int repeats = Integer.parseInt(args[1]);
    var million = UkCars.tenTimes(cars);
    var asked = million.features();

    var written =
        Steps.of(
                new Impute(),
                On.of(new Polynomial(), "year", "mileage"),
                new OneHot(),
                new Standardize())
            .then(new Ridge())
            .fit(cars);
    var log = Steps.of(new Auto()).then(TargetTransform.log(new Ridge())).fit(cars);
    var auto =
        Steps.of(new Auto())
            .then(new TargetTransform(TargetTransform.Function.AUTO, new Ridge(), 0))
            .fit(cars);

    new Turns()
        .add("Impute, Polynomial, OneHot, Standardize, Ridge", () -> written.predict(asked))
        .add("Auto, TargetTransform(AUTO), Ridge", () -> auto.predict(asked))
        .add("Auto, TargetTransform(LOG), Ridge", () -> log.predict(asked))
        .print("Predicting, one thread", repeats, million.size());
    parts("written out", written, asked, repeats);
    parts("Auto", auto, asked, repeats);
  }

  /** The median milliseconds of each step. */
  private static void parts(
      String name, Pipeline.Fitted<Numbers> pipeline, Frame frame, int repeats) {
    System.out.printf("%n%s:", name);
    var prepared = part(pipeline.steps().transforms(), frame, repeats);
    report(pipeline.last(), repeats, () -> pipeline.last().predict(prepared));
    System.out.println();
  }

  private static Frame part(List<Transform> steps, Frame frame, int repeats) {
    for (var step : steps) {
      if (step instanceof Auto.Fitted auto) {
        frame = part(auto.steps().transforms(), frame, repeats);
      } else {
        var before = frame;
        report(step, repeats, () -> step.apply(before));
        frame = step.apply(before);
      }
    }
    return frame;
  }

  private static void report(Object step, int repeats, Runnable work) {
    var millis = new double[repeats];
    for (int i = -2; i < repeats; i++) {
      long start = System.nanoTime();
      work.run();
      if (i >= 0) millis[i] = (System.nanoTime() - start) * 1e-6;
    }
    Arrays.sort(millis);
    var owner = step.getClass().getEnclosingClass();
    System.out.printf(Locale.ROOT, " %s %.1f ms,", owner.getSimpleName(), millis[repeats / 2]);
  }
}
