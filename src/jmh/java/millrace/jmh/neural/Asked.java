package millrace.jmh.neural;

import java.util.HashMap;
import java.util.Map;

/** What a process is asked to do: words {@code key=value}. */
record Asked(Map<String, String> words) {
  static Asked of(String line) {
    var words = new HashMap<String, String>();
    for (var word : line.strip().split(" +")) {
      int equals = word.indexOf('=');
      if (equals < 0) words.put("do", word);
      else words.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return new Asked(words);
  }

  String text(String key) {
    var value = words.get(key);
    if (value == null) throw new IllegalArgumentException("say %s=…".formatted(key));
    return value;
  }

  int number(String key) {
    return Integer.parseInt(text(key));
  }

  boolean flag(String key) {
    return Boolean.parseBoolean(text(key));
  }
}
