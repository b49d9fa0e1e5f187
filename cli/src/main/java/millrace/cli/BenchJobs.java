package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plan of {@code bench all}: what is measured with which sizes, so that all of it with all
 * peers takes about 35 minutes on two cores.
 */
final class BenchJobs {
  private static final String[] TABLES = {
    "titanic", "digits", "churn", "pendigits", "concrete", "abalone", "kin8nm"
  };

  private BenchJobs() {}

  static List<BenchJob> all() {
    var out = new ArrayList<BenchJob>();
    out.add(
        new BenchJob(
            "compare",
            "The main job: the usual models on 804 used cars, ten folds; whole processes",
            (p, r) -> {
              var few = List.of("--models", "ridge,forest", "--folds", "2");
              return r.compare(p, r.quick() ? 1 : 3, r.quick() ? few : List.of());
            }));
    out.add(
        new BenchJob(
            "start",
            "Cold start beside scikit-learn: whole processes",
            (p, r) ->
                r.whole(p, "start", List.of("--python", r.python(), "--repeats", r.times(10, 2)))));
    out.add(learners());
    topics(out);
    embeddings(out);
    neural(out);
    transformers(out);
    classes(out);
    return out;
  }

  private static BenchJob learners() {
    return new BenchJob(
            "learners",
            "Learners beside scikit-learn",
            (p, r) -> {
              var words = new ArrayList<>(List.of("--data", r.data().toString()));
              words.addAll(List.of("--python", r.python(), "--repeats", r.times(3, 1)));
              words.addAll(List.of("--sets", r.quick() ? "titanic" : String.join(",", TABLES)));
              if (r.quick()) words.addAll(List.of("--learners", "Logistic,GaussianNaiveBayes"));
              return r.bench(p, "learners", words);
            })
        .needs(
            "sklearn-toy/digits.csv.gz",
            "titanic/titanic.csv",
            "r-modeldata/mlc_churn.csv.gz",
            "r-modeldata/concrete.csv",
            "uci-small/abalone.csv",
            "uci-small/pendigits.txt",
            "arff/kin8nm.arff.gz");
  }

  private static void topics(List<BenchJob> out) {
    out.add(
        new BenchJob(
                "lda",
                "LDA beside MALLET",
                (p, r) ->
                    topics(
                        p,
                        r,
                        "lda",
                        "--topics",
                        r.times(50, 5),
                        "--iterations",
                        r.times(1000, 20),
                        "--burn-in",
                        r.times(200, 5)))
            .needs("lda-20ng"));
    out.add(
        new BenchJob(
                "gsdmm",
                "GSDMM beside plain Python",
                (p, r) ->
                    topics(p, r, "gsdmm", "--sets", r.quick() ? "Tweet" : "Tweet,SearchSnippets"))
            .needs("sttm"));
    out.add(
        new BenchJob(
                "tfidf",
                "TF-IDF beside scikit-learn",
                (p, r) ->
                    topics(
                        p,
                        r,
                        "tfidf",
                        "--sets",
                        r.quick() ? "sms-spam" : "movie-reviews-2k,sms-spam,text-sentences"))
            .needs("movie-reviews-2k", "sms-spam", "text-sentences"));
  }

  private static BenchJob.Result topics(BenchProcess p, BenchRun r, String part, String... more)
      throws IOException {
    var words = new ArrayList<>(List.of("--parts", part, "--data", r.data().toString()));
    words.addAll(List.of("--python", r.python(), "--repeats", r.times(3, 1)));
    words.addAll(List.of(more));
    return r.bench(p, "topics", words);
  }

  private static void embeddings(List<BenchJob> out) {
    out.add(
        new BenchJob(
                "words",
                "word2vec beside gensim and fastText",
                (p, r) -> embeddings(p, r, "training", "--epochs", r.times(3, 1)))
            .needs("text-corpora", "word-eval"));
    out.add(
        new BenchJob(
            "search", "Search of vectors beside numpy", (p, r) -> embeddings(p, r, "search")));
  }

  private static BenchJob.Result embeddings(BenchProcess p, BenchRun r, String part, String... more)
      throws IOException {
    var words = new ArrayList<>(List.of("--parts", part, "--data", r.data().toString()));
    words.addAll(List.of("--python", r.python(), "--repeats", r.times(3, 1)));
    words.addAll(List.of(more));
    return r.bench(p, "embeddings", words);
  }

  private static void neural(List<BenchJob> out) {
    out.add(neural("mlp", "Training of a perceptron beside PyTorch"));
    out.add(neural("lstm", "Training of an LSTM beside PyTorch"));
    out.add(neural("cnn", "Training of a CNN beside PyTorch"));
    out.add(neural("gemm", "Products of matrices beside OpenBLAS and PyTorch"));
    out.add(neural("ops", "Element-wise work beside PyTorch"));
    out.add(
        new BenchJob("opencl", "OpenCL beside our own kernels", (p, r) -> neural(p, r, "opencl"))
            .onClasses());
  }

  private static BenchJob neural(String job, String title) {
    return new BenchJob(job, title, (p, r) -> neural(p, r, job)).besideNatives();
  }

  private static BenchJob.Result neural(BenchProcess p, BenchRun r, String job) throws IOException {
    return r.bench(p, "neural", List.of("--jobs", job, "--rounds", r.times(9, 3)));
  }

  private static void transformers(List<BenchJob> out) {
    out.add(
        new BenchJob(
                "gpt",
                "Training of a small GPT beside PyTorch",
                (p, r) -> transformers(p, r, "gpt"))
            .besideNatives());
    out.add(
        new BenchJob(
                "minilm",
                "Sentence vectors beside ONNX Runtime",
                (p, r) -> transformers(p, r, "minilm"))
            .besideNatives());
    out.add(
        new BenchJob(
                "decode",
                "Writing of a network beside what memory gives",
                (p, r) -> transformers(p, r, "decode"))
            .onClasses());
  }

  private static BenchJob.Result transformers(BenchProcess p, BenchRun r, String job)
      throws IOException {
    return r.bench(p, "transformers", List.of("--jobs", job, "--rounds", r.times(9, 3)));
  }

  /** Those of src/jmh. */
  private static void classes(List<BenchJob> out) {
    out.add(
        new BenchJob("csv", "Reading CSV beside pandas and fastcsv", BenchJobs::csv)
            .onClasses()
            .needs("cars-uk-100k"));
    out.add(
        new BenchJob(
                "pipelines",
                "Predicting a million rows by fitted pipelines",
                (p, r) ->
                    r.turns(
                        p,
                        "millrace.jmh.PipelineBench",
                        List.of(cars(r), r.times(15, 2)),
                        Map.of()))
            .onClasses()
            .needs("cars-uk-100k"));
    out.add(
        new BenchJob(
                "engines",
                "What it costs to call XGBoost and Smile through Millrace",
                (p, r) ->
                    r.turns(
                        p,
                        "millrace.jmh.EngineBench",
                        List.of(cars(r), r.times(7, 1)),
                        Map.of("XGBoost", "xgboost4j_2.12", "Smile", "smile-core")))
            .besideJava()
            .needs("cars-uk-100k"));
    out.add(
        new BenchJob(
                "kernels",
                "Inner loops, readers and samplers, by JMH",
                (p, r) ->
                    r.kernels(
                        p,
                        "millrace\\.jmh\\.(Kernels|Readers|Samplers)\\.",
                        r.quick() ? List.of("-wi", "1", "-i", "1", "-r", "200ms") : List.of()))
            .onClasses());
  }

  private static String cars(BenchRun r) {
    return r.data().resolve("cars-uk-100k").toString();
  }

  /** 200 MB of files are made for it, and deleted. */
  private static BenchJob.Result csv(BenchProcess p, BenchRun r) throws IOException {
    var scratch = r.folder().resolve("csv");
    var script = Path.of(System.getProperty("millrace.jmh", "."), "python", "csv_pandas.py");
    try {
      var result =
          r.turns(
              p,
              "millrace.jmh.CsvBench",
              List.of(
                  cars(r),
                  scratch.toString(),
                  r.python(),
                  script.toString(),
                  r.times(7, 1),
                  Boolean.toString(r.java())),
              r.java() ? Map.of("fastcsv", "fastcsv") : Map.of());
      var pandas = result.figures().stream().filter(f -> f.peer().startsWith("pandas")).findFirst();
      result
          .versions()
          .put(
              "pandas",
              pandas.isPresent()
                  ? pandas.get().peer()
                  : r.python().equals(PythonPeer.NONE)
                      ? "left out: no Python was asked for"
                      : "left out: " + r.python() + " has no pandas");
      return result;
    } finally {
      Folders.delete(scratch);
    }
  }
}
