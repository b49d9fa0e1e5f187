package millrace.notebook.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import millrace.learn.Catalog;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** What an editor asks about code that has not run: how it may go on, and what it means. */
final class Assistant {
  /** What is neither complete nor invalid goes on in a line that begins so. */
  private static final String INDENT = "  ";

  private final Session session;

  Assistant(Session session) {
    this.session = session;
  }

  /** What may stand in the place of the characters {@code from} to {@code to}. */
  record Completions(List<String> words, int from, int to) {}

  /** The cell's last snippet that begins before the cursor: JShell looks at one at a time. */
  private record Part(String code, int from) {}

  Completions complete(String code, int at) {
    var java = Magics.without(code);
    int line = code.lastIndexOf('\n', at - 1) + 1;
    if (code.startsWith("%", line) && !java.startsWith("%", line))
      return new Completions(List.of(), at, at); // a magic line
    var part = part(java, at);
    var anchor = new int[1];
    var words = new LinkedHashSet<String>();
    var rest = new ArrayList<String>();
    for (var s : analysis().completionSuggestions(part.code, at - part.from, anchor)) {
      if (s.matchesType()) words.add(s.continuation());
      else rest.add(s.continuation());
    }
    words.addAll(rest);
    return new Completions(List.copyOf(words), part.from + anchor[0], at);
  }

  /** Signatures of what stands at the cursor; of a trainer also its parameters. */
  String inspect(String code, int at) {
    var out = new ArrayList<String>();
    var word = word(code, at);
    try {
      if (!word.isEmpty()) out.add(about(Catalog.find(word)));
    } catch (NoSuchElementException | IllegalArgumentException e) {
      // no trainer of ours: the signatures say what it is
    }
    int end = at;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) end++;
    if (end < code.length() && code.charAt(end) == '(') end++; // a method is known by its arguments
    var part = part(Magics.without(code), end);
    analysis()
        .documentation(part.code.substring(0, end - part.from), end - part.from, true)
        .stream()
        .map(Assistant::text)
        .distinct()
        .forEach(out::add);
    return String.join("\n\n", out);
  }

  private static String text(Documentation d) {
    var doc = d.javadoc();
    return doc == null ? d.signature() : d.signature() + "\n" + doc;
  }

  private static String about(Trainer<?> trainer) {
    var about = Catalog.about(trainer.getClass());
    var out = new StringBuilder(Catalog.name(trainer.getClass()));
    out.append(": ").append(about.value());
    for (var p : Spec.of(trainer.getClass().asSubclass(Record.class))) {
      var param = p.param();
      out.append("\n  ").append(p.name()).append(" = ").append(print(p.byDefault()));
      if (param != null) out.append("  (").append(param.value()).append(')');
    }
    if (!about.cite().isEmpty()) out.append("\n  ").append(about.cite());
    return out.toString();
  }

  private static String print(Object value) {
    return value instanceof Trainer<?> && value instanceof Record r
        ? Spec.print(r)
        : value.toString();
  }

  private static String word(String code, int at) {
    int from = Math.min(at, code.length());
    int to = from;
    while (from > 0 && Character.isJavaIdentifierPart(code.charAt(from - 1))) from--;
    while (to < code.length() && Character.isJavaIdentifierPart(code.charAt(to))) to++;
    return code.substring(from, to);
  }

  private Part part(String code, int at) {
    int from = 0;
    for (var rest = code.substring(0, at); ; ) {
      var info = analysis().analyzeCompletion(rest);
      if (!info.completeness().isComplete() || info.remaining().isBlank())
        return new Part(code.substring(from), from);
      from += rest.length() - info.remaining().length();
      rest = info.remaining();
    }
  }

  /** {@code complete}, {@code invalid}, or how the next line is indented. */
  String isComplete(String code) {
    var rest = Magics.without(code);
    while (true) {
      var info = analysis().analyzeCompletion(rest);
      if (info.completeness() == Completeness.UNKNOWN) return BaseKernel.IS_COMPLETE_BAD;
      if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE) return INDENT;
      if (info.completeness() == Completeness.EMPTY || info.remaining().isBlank())
        return BaseKernel.IS_COMPLETE_YES;
      rest = info.remaining();
    }
  }

  private SourceCodeAnalysis analysis() {
    return session.analysis();
  }
}
