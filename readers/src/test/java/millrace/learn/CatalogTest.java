package millrace.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.NoSuchElementException;
import millrace.store.Toys;
import org.junit.jupiter.api.Test;

class CatalogTest {
  @Test
  void theTrainersOfTheClassPathByName() {
    var names = Catalog.trainers().stream().map(t -> Catalog.name(t.getClass())).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(names.contains("ToyMean"), names::toString);
    assertSame(Catalog.trainers(), Catalog.trainers());
  }

  @Test
  void enginesStandBeforeNames() {
    assertEquals("String", Catalog.name(String.class), "java.lang: two parts");
    assertEquals("concurrent.Future", Catalog.name(java.util.concurrent.Future.class));
  }

  @Test
  void findsInAnySpelling() {
    for (var name : List.of("ToyMean", "toymean", "toy-mean", "TOY_MEAN"))
      assertEquals(new Toys.ToyMean(), Catalog.find(name));
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIsNear() {
    var e = assertThrows(NoSuchElementException.class, () -> Catalog.find("nothing"));
    assertTrue(
        e.getMessage().startsWith("there is no 'nothing'; there are Everything, "), e.getMessage());
    e = assertThrows(NoSuchElementException.class, () -> Catalog.find("toy-me"));
    assertEquals("there is no 'toy-me'; did you mean ToyMean?", e.getMessage());
    e = assertThrows(NoSuchElementException.class, () -> Catalog.find("the mean"));
    assertEquals("there is no 'the mean'; did you mean ToyMean?", e.getMessage());
  }

  @Test
  void theReturnTypeOfFitIsTheModel() {
    assertEquals(Toys.ToyMean.Fitted.class, Catalog.model(new Toys.ToyMean()));
    assertTrue(Catalog.predicts(new Toys.ToyMean()));
    assertFalse(Catalog.predicts(new Toys.Shift()));
    assertEquals("the mean", Catalog.about(Toys.ToyMean.class).value());
    assertEquals("Apache-2.0", Catalog.about(Toys.ToyMean.class).licence());
    assertThrows(LinkageError.class, () -> Catalog.about(String.class));
  }
}
