package millrace.preprocess;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.data.Frame;

/**
 * Chooses feature columns by words: what {@link Select}, {@link Drop} and {@link On} mean by
 * "columns". The words count from left to right:
 *
 * <ul>
 *   <li>{@code year}: the column of this name, which must be there;
 *   <li>{@code engine*}: columns by a pattern, in which {@code *} stands for any characters and
 *       {@code ?} for one; at least one must match, but a lone {@code *} may match none;
 *   <li>{@code :numeric}: columns of a kind (numeric, nominal, text, tokens, sparse, dense, time);
 *       there may be none;
 *   <li>{@code !year}, {@code !engine*}, {@code !:text}: not those; if the first word is of this
 *       form, all columns are chosen before it.
 * </ul>
 *
 * The target is never chosen.
 */
final class Choose {
  private static final Set<String> KINDS =
      Set.of("numeric", "nominal", "text", "tokens", "sparse", "dense", "time");

  private Choose() {}

  /** Refuses what can never choose a column: blank words and kinds that do not exist. */
  static void check(String who, List<String> words) {
    for (var word : words) {
      var plain = word.startsWith("!") ? word.substring(1) : word;
      if (plain.isBlank()) {
        throw new IllegalArgumentException("%s columns holds '%s'".formatted(who, word));
      }
      if (plain.startsWith(":") && !KINDS.contains(kind(plain))) {
        throw new IllegalArgumentException(
            "%s columns: '%s' is no kind; there are %s"
                .formatted(who, word, KINDS.stream().sorted().map(k -> ":" + k).toList()));
      }
    }
  }

  /** The chosen feature columns, in the frame's order. */
  static List<String> columns(Frame frame, List<String> words, String who) {
    var names = frame.features().names();
    var chosen = new LinkedHashSet<String>();
    if (!words.isEmpty() && words.getFirst().startsWith("!")) chosen.addAll(names);
    for (var word : words) {
      if (names.contains(word)) chosen.add(word);
      else if (word.startsWith("!")) chosen.removeAll(match(frame, word.substring(1), who));
      else chosen.addAll(match(frame, word, who));
    }
    return names.stream().filter(chosen::contains).toList();
  }

  private static List<String> match(Frame frame, String word, String who) {
    var names = frame.features().names();
    if (names.contains(word)) return List.of(word);
    if (word.startsWith(":")) {
      return names.stream().filter(n -> frame.column(n).kind().equals(kind(word))).toList();
    }
    var glob = glob(word);
    var found = names.stream().filter(n -> glob.matcher(n).matches()).toList();
    if (!found.isEmpty() || word.equals("*")) return found;
    var target = frame.targetName().filter(t -> glob.matcher(t).matches());
    if (frame.weightsName().filter(w -> glob.matcher(w).matches()).isPresent()) {
      throw new DataException(
          "%s: '%s' are the weights, which no step may touch"
              .formatted(who, frame.weightsName().get()));
    }
    throw new DataException(
        target.isPresent()
            ? "%s: '%s' is the target, which no step may touch".formatted(who, target.get())
            : "%s: there is no column '%s'; there are %s%s"
                .formatted(who, word, names, DidYouMean.among(word, names)));
  }

  private static String kind(String word) {
    return word.substring(1).toLowerCase(Locale.ROOT);
  }

  private static Pattern glob(String word) {
    var regex = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
