package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * UnicodeWords against Unicode's own cases, Tweets against NLTK ({@code golden/words.py}) and cases
 * worked out by hand, CodePoints by hand.
 */
class TokenizersTest {
  private static final JsonNode GOLDEN = Golden.read("words.json");
  private static final Tokenizer TWEETS = new Tweets();
  private static final Tokenizer UNICODE = new UnicodeWords();

  @Test
  void wordsAreUnicodes() {
    assertTrue(GOLDEN.get("breaks").size() > 1000);
    var different = new ArrayList<String>();
    for (var c : GOLDEN.get("breaks")) {
      var all = Golden.strings(c);
      var cut = Rows.cut(UNICODE, all.getFirst());
      if (!cut.equals(all.subList(1, all.size()))) different.add(all.getFirst());
    }
    // Lucene sees the pictures and the flag here, which a joiner binds to what is no picture
    assertEquals(List.of("a🇦\u200D🇧🇨b", "a\u200D🛑", "a\u200D✁"), different);
  }

  @Test
  void wordsOfManyKinds() {
    assertEquals(
        List.of("The", "quick", "brown", "fox", "can't", "jump", "32.3", "feet", "right"),
        Rows.cut(UNICODE, "The quick (\"brown\") fox can't jump 32.3 feet, right?"));
    assertEquals(
        List.of("state", "of", "the", "art", "snake_case", "U.S.A", "3,456.78"),
        Rows.cut(UNICODE, "state-of-the-art snake_case U.S.A. 3,456.78 ... --"));
    assertEquals(
        List.of("東", "京", "タワー", "한국어", "👨‍👩‍👧‍👦", "👍🏽", "🇩🇪"),
        Rows.cut(UNICODE, "東京タワー 한국어 👨‍👩‍👧‍👦👍🏽🇩🇪!"));
    assertEquals(List.of(), Rows.cut(UNICODE, ""));
    assertEquals(List.of(), Rows.cut(UNICODE, "?! \n\t"));
  }

  @Test
  void longWordsStayWhole() {
    for (int length : new int[] {254, 255, 256, 257, 1000, 4095, 4096, 4097, 3_000_000}) {
      var word = "a".repeat(length);
      assertEquals(List.of(word), Rows.cut(UNICODE, word), "alone, " + length);
      assertEquals(
          List.of("b", word, "c"), Rows.cut(UNICODE, "b " + word + " c"), "between, " + length);
    }
  }

  @Test
  void placesAreThoseOfTheText() {
    var text = "x ".repeat(1000) + "end.";
    var cuts = new Cuts();
    UNICODE.cut(text, cuts);
    assertEquals(1001, cuts.size());
    assertEquals(2000, cuts.from(1000));
    assertEquals(2003, cuts.to(1000));
  }

  /** Pattern calls itself for each repetition of a group: rows of them must not fill the stack. */
  @Test
  void longRowsOfAnythingAreCut() {
    for (var part :
        List.of("a", "a-", "a.", "1:", "1.", "+1", "@a", "#a", "&", ":)", "(", "😀\u200D")) {
      var row = part.repeat(4_000);
      for (var text : List.of(row, "#" + row, "x@" + row + "com", row + "com")) {
        var cuts = new Cuts();
        TWEETS.cut(text, cuts);
        assertTrue(cuts.size() > 0 && cuts.to(cuts.size() - 1) <= text.length(), part);
      }
    }
    assertEquals(20_000, Rows.cut(TWEETS, "a.".repeat(10_000)).size());
    assertEquals(List.of("#" + "a-b".repeat(10_000)), Rows.cut(TWEETS, "#" + "a-b".repeat(10_000)));
    assertEquals(List.of("1:2".repeat(10_000)), Rows.cut(TWEETS, "1:2".repeat(10_000)));
  }

  @Test
  void tweetsAreCutAsNltkDoes() {
    for (var c : GOLDEN.get("tweets")) {
      var all = Golden.strings(c);
      assertEquals(all.subList(1, all.size()), Rows.cut(TWEETS, all.getFirst()));
    }
  }

  @Test
  void facesOfAllKinds() {
    for (var face :
        (":) :-) :o) ;) ;-) :D :-D =D :P :p ;P :( :-( :'( :'-( :/ :\\ :| :* :-* :O :o :3 :$ :@ :X"
             + " :S >:( >:) :] :[ :} :{ <3 </3 (: (-: ): D: [: =) =( =/ 8-) B-) x-( X-D ^_^ ^.^ ^^"
             + " (^_^) -_- -.- -__- >_< >.< o.O O.o T.T *_* @_@ ;_; ._. =_= $_$ \\o/ ¯\\_(ツ)_/¯ :->"
             + " :^)")
            .split(" ")) {
      assertEquals(List.of("so", face, "yes"), Rows.cut(TWEETS, "so " + face + " yes"));
      assertEquals(List.of(face), Rows.cut(TWEETS, face));
    }
    assertEquals(List.of(":)))", ":((("), Rows.cut(TWEETS, ":))) :(((((((((("));
    assertEquals(List.of("lol", ":D", "!"), Rows.cut(TWEETS, "lol:D!"));
    assertEquals(
        List.of("note", ":", "do", "a", ":", "b", "(", "see", "8", ")"),
        Rows.cut(TWEETS, "note:do a:b (see 8)"));
  }

  @Test
  void emojiAreWhole() {
    assertEquals(
        List.of("❤️", "1️⃣", "🏳️‍🌈", "👩🏾‍🚀", "🇫🇷", "🇩🇪", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "☺"),
        Rows.cut(TWEETS, "❤️1️⃣🏳️‍🌈👩🏾‍🚀🇫🇷🇩🇪🏴󠁧󠁢󠁷󠁬󠁳󠁿☺"));
    assertEquals(List.of("so", "😂", "😂", "😂", "x"), Rows.cut(TWEETS, "so😂😂😂😂😂😂x"));
    assertEquals(List.of("🇫"), Rows.cut(TWEETS, "🇫"));
    assertEquals(List.of("😀"), Rows.cut(TWEETS, "😀\u200D"));
    assertEquals(List.of(), Rows.cut(TWEETS, "\uFE0F\u200D \u200B"));
  }

  @Test
  void addressesAreWhole() {
    for (var address :
        ("http://t.co/abc https://x.y/a?b=c&d=e#f www.example.com example.com bit.ly/1a"
                + " youtu.be/xyz me@example.org john.doe+x@mail.example.co.uk"
                + " http://en.wikipedia.org/wiki/A_(b) ftp://f.example.org/ example.com:8080/x"
                + " HTTP://A.DE/B")
            .split(" ")) {
      assertEquals(List.of(address), Rows.cut(TWEETS, address));
      assertEquals(
          List.of("(", address, ")", ",", "or"), Rows.cut(TWEETS, "(" + address + "), or"));
      assertEquals(List.of(address, "."), Rows.cut(TWEETS, address + "."));
    }
    assertEquals(List.of("end", ".", "Start"), Rows.cut(TWEETS, "end.Start"));
    assertEquals(List.of("http://t.co/ab", "…"), Rows.cut(TWEETS, "http://t.co/ab…"));
  }

  @Test
  void wordsAndNumbersOfTweets() {
    assertEquals(
        List.of("don’t", "covid19", "well", "-", "-", "known", "1,000,000", "192.168.1.1", "8pm"),
        Rows.cut(TWEETS, "don’t covid19 well--known 1,000,000 192.168.1.1 8pm"));
    assertEquals(
        List.of("+49 30 901820", "+1 800 555 1212", "(555) 123-4567", "555-1234"),
        Rows.cut(TWEETS, "+49 30 901820 +1 800 555 1212 (555) 123-4567 555-1234"));
    assertEquals(
        List.of("R", "&amp;", "D", "&lt;3", "&#39;", "&", "co"),
        Rows.cut(TWEETS, "R&amp;D &lt;3 &#39; & co"));
    assertEquals(List.of("...", "!", "!", "!"), Rows.cut(TWEETS, "........!!!!!!!"));
  }

  @Test
  void charactersAreCodePoints() {
    assertEquals(
        List.of("a", " ", "😀", "e", "\u0301"), Rows.cut(new CodePoints(), "a \n😀e\u0301"));
    assertEquals(List.of("\t", "a", "\n"), Rows.cut(new CodePoints(), "\t\ta\n"));
  }

  @Test
  void tokenizeUsesThem() {
    var text = Column.Text.of("It's 8pm, @Jane! 😀 ", "", "Déjà-vu");
    var how = new Tokenize().lowercase(false);
    assertEquals(
        List.of("It's 8pm Jane 😀", "", "Déjà vu"),
        Rows.text(how.tokenizer(Tokenize.Kind.UNICODE).tokens(text, Run.quiet())));
    assertEquals(
        List.of("it's 8pm , @jane ! 😀", "", "deja-vu"),
        Rows.text(
            new Tokenize()
                .tokenizer(Tokenize.Kind.TWEET)
                .stripAccents(Tokenize.Strip.UNICODE)
                .tokens(text, Run.quiet())));
    assertEquals(
        List.of("D", "é", "j", "à", "-", "v", "u"),
        Rows.words(how.tokenizer(Tokenize.Kind.CHARS).tokens(text, Run.quiet()), 2));
  }
}
