package millrace.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import org.junit.jupiter.api.Test;

class UnreadTest {
  private static List<Unread> unread(char decimal, String... cells) {
    var words = List.of(cells);
    var text = Unread.of(Frame.of("x", new Column.Text(words)), decimal);
    assertEquals(text, Unread.of(Frame.of("x", Column.Nominal.of(words)), decimal));
    return text;
  }

  @Test
  void numbersWithTheOtherSign() {
    assertEquals(List.of(new Unread("x", Kind.NUMBER, ',')), unread('.', "1,5", "-2", "", "3,125"));
    assertEquals(List.of(new Unread("x", Kind.NUMBER, '.')), unread(',', "1.5", "2e3"));
  }

  @Test
  void amountsOfMoney() {
    assertEquals(List.of(new Unread("x", Kind.AMOUNT, '.')), unread('.', "£2,900", "£12.50"));
    assertEquals(List.of(new Unread("x", Kind.AMOUNT, ',')), unread('.', "1.637,63 €", "20 €"));
  }

  @Test
  void otherWordsAreLeftAlone() {
    assertEquals(List.of(), unread('.', "audi", "1,5"));
    assertEquals(List.of(), unread('.', "1,500", "12,250"), "thousands, perhaps");
    assertEquals(List.of(), unread('.', "12 km", "7 km"), "may be a name");
    assertEquals(List.of(), unread('.', "", ""));
    assertEquals(List.of(), Unread.of(Frame.of("x", Column.Numeric.of(1, 2)), '.'));
  }
}
