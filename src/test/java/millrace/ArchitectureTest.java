package millrace;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.contract.Project;
import millrace.learn.Model;
import millrace.learn.Trainer;
import org.junit.jupiter.api.Test;

/** The arrows between the folders, and the rules that keep the house in order. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(
              l ->
                  !l.contains("/tests/test-classes/")
                      && !l.contains("/test-classes/")
                      && !l.contains("-tests.jar"))
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("millrace");

  @Test
  void foldersUseOnlyWhatLiesToTheirLeft() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("readers")
        .definedBy(
            "millrace.data..",
            "millrace.run..",
            "millrace.learn..",
            "millrace.store..",
            "millrace.readers..")
        .layer("evaluation")
        .definedBy("millrace.evaluation..")
        .layer("preprocess")
        .definedBy("millrace.preprocess..")
        .layer("trainers")
        .definedBy("millrace.trainers")
        .layer("tribuo")
        .definedBy("millrace.trainers.tribuo..")
        .layer("smile")
        .definedBy("millrace.trainers.smile..")
        .layer("nlp")
        .definedBy("millrace.nlp", "millrace.nlp.topics..", "millrace.nlp.subwords..")
        .layer("corenlp")
        .definedBy("millrace.nlp.corenlp..")
        .layer("neural")
        .definedBy("millrace.neural..")
        .layer("embeddings")
        .definedBy("millrace.embeddings..")
        .layer("notebooks")
        .definedBy("millrace.notebook..")
        .layer("cli")
        .definedBy("millrace.cli..")
        .whereLayer("evaluation")
        .mayOnlyAccessLayers("readers")
        .whereLayer("readers")
        .mayNotAccessAnyLayer()
        .whereLayer("preprocess")
        .mayOnlyAccessLayers("readers", "evaluation")
        .whereLayer("trainers")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess")
        .whereLayer("tribuo")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess", "trainers")
        .whereLayer("smile")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess", "trainers")
        .whereLayer("nlp")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess")
        .whereLayer("corenlp")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess", "nlp")
        .whereLayer("neural")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess", "nlp")
        .whereLayer("embeddings")
        .mayOnlyAccessLayers("readers", "evaluation", "preprocess", "nlp", "neural")
        .whereLayer("notebooks")
        .mayOnlyAccessLayers(
            "readers",
            "evaluation",
            "preprocess",
            "trainers",
            "tribuo",
            "nlp",
            "neural",
            "embeddings")
        .whereLayer("cli")
        .mayOnlyAccessLayers(
            "readers",
            "evaluation",
            "preprocess",
            "trainers",
            "tribuo",
            "nlp",
            "neural",
            "embeddings",
            "notebooks")
        .check(CLASSES);
  }

  @Test
  void neuralIsBuiltInLayers() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("compute")
        .definedBy("millrace.neural.compute..")
        .layer("opencl")
        .definedBy("millrace.neural.opencl..")
        .layer("autograd")
        .definedBy("millrace.neural.autograd..")
        .layer("layers")
        .definedBy("millrace.neural.layers..")
        .layer("losses")
        .definedBy("millrace.neural.losses..")
        .layer("train")
        .definedBy("millrace.neural.train..")
        .layer("weights")
        .definedBy("millrace.neural.weights..")
        .layer("transformer")
        .definedBy("millrace.neural.transformer..")
        .layer("models")
        .definedBy("millrace.neural.models..")
        .whereLayer("compute")
        .mayNotAccessAnyLayer()
        .whereLayer("opencl")
        .mayOnlyAccessLayers("compute")
        .whereLayer("autograd")
        .mayOnlyAccessLayers("compute")
        .whereLayer("layers")
        .mayOnlyAccessLayers("compute", "autograd")
        .whereLayer("losses")
        .mayOnlyAccessLayers("compute", "autograd", "layers")
        .whereLayer("train")
        .mayOnlyAccessLayers("compute", "autograd", "layers", "losses")
        .whereLayer("weights")
        .mayOnlyAccessLayers("compute")
        .whereLayer("transformer")
        .mayOnlyAccessLayers("compute", "layers", "weights")
        .whereLayer("models")
        .mayOnlyAccessLayers(
            "compute", "opencl", "autograd", "layers", "losses", "train", "weights", "transformer")
        .check(CLASSES);
  }

  /** Everything else runs, and is loaded, in a JVM that lacks the incubator's module. */
  @Test
  void onlyTheSimdLoopsNeedTheVectorModule() {
    noClasses()
        .that()
        .haveNameNotMatching(SIMD)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jdk.incubator.vector..")
        .check(CLASSES);
  }

  private static final String SIMD =
      "millrace\\.neural\\.compute\\.(Simd[A-Za-z]*|Lanes|Packing|Squares|[A-Za-z]*Tiles|Gemv)(\\$.*)?";

  /** Longer than the guide's 400 lines, and why. */
  private static final Map<String, String> LONG_FILES = Map.of();

  private static final int LINES = 400;
  private static final int METHODS = 20;

  @Test
  void filesOfNeuralAreShort() throws IOException {
    var found = new ArrayList<String>();
    try (var files = Files.walk(Project.root().resolve("neural/src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        int lines = Files.readAllLines(file).size();
        boolean listed = LONG_FILES.containsKey(file.getFileName().toString());
        if (lines > LINES != listed) found.add("%s has %d lines".formatted(file, lines));
      }
    }
    assertEquals(List.of(), found, "split them, or bring LONG_FILES up to date");
  }

  @Test
  void interfacesOfNeuralAreSmall() {
    var found = new ArrayList<String>();
    int seen = 0;
    for (var c : CLASSES) {
      if (!c.isInterface() || !c.getPackageName().startsWith("millrace.neural")) continue;
      seen++;
      long methods =
          c.getMethods().stream()
              .filter(m -> m.getModifiers().contains(JavaModifier.PUBLIC))
              .filter(m -> !m.getModifiers().contains(JavaModifier.STATIC))
              .count();
      if (methods > METHODS) found.add("%s has %d methods".formatted(c.getName(), methods));
    }
    assertEquals(List.of(), found);
    assertTrue(seen > 5, "only %d interfaces of neural were seen".formatted(seen));
  }

  @Test
  void theDataModelStandsAlone() {
    noClasses()
        .that()
        .resideInAPackage("millrace.data..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("millrace..").and(not(resideInAnyPackage("millrace.data.."))))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("millrace.run..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("millrace..").and(not(resideInAnyPackage("millrace.run.."))))
        .check(CLASSES);
  }

  @Test
  void onlyTheAdaptersKnowTheirEngines() {
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.trainers.smile..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("smile..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.trainers.tribuo..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tribuo..", "ml.dmlc..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.nlp.corenlp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("edu.stanford..")
        .check(CLASSES);
  }

  @Test
  void nothingUsesJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectOutputStream")
        .check(CLASSES);
  }

  @Test
  void librariesDoNotPrintOrExit() {
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.cli..", "millrace.jmh..", "millrace.notebook..")
        .should()
        .accessField(System.class, "out")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.cli..", "millrace.jmh..", "millrace.notebook..")
        .should()
        .accessField(System.class, "err")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void trainersAndModelsAreRecords() {
    classes()
        .that()
        .implement(Trainer.class)
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(CLASSES);
    classes()
        .that()
        .implement(Model.class)
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    var silent = new ArrayList<String>();
    try (var files = Files.walk(Project.root())) {
      for (var dir :
          files
              .filter(Files::isDirectory)
              .filter(d -> d.toString().contains("src/main/java/millrace/"))
              .toList()) {
        try (var inside = Files.list(dir)) {
          boolean code = inside.anyMatch(f -> f.toString().endsWith(".java"));
          if (code && !Files.readString(dir.resolve("package-info.java")).contains("@NullMarked"))
            silent.add(dir.toString());
        }
      }
    }
    assertEquals(new ArrayList<String>(), silent);
  }

  @Test
  void theTestItselfSawTheProject() {
    assertTrue(CLASSES.size() > 150, "only " + CLASSES.size() + " classes were imported");
  }
}
