package millrace.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/** Puts frames of the same columns one below the other. */
final class Concat {
  private Concat() {}

  static Frame of(List<Frame> frames) {
    if (frames.isEmpty()) return Frame.of(new LinkedHashMap<>());
    var first = frames.getFirst();
    if (frames.size() == 1) return first;
    var out = new LinkedHashMap<String, Column>();
    for (var name : first.names()) {
      var parts = new ArrayList<Column>();
      for (var f : frames) parts.add(f.column(name, first.column(name).getClass()));
      out.put(name, columns(parts));
    }
    for (var f : frames) {
      for (var n : f.names()) {
        if (!first.has(n))
          throw new DataException("column '%s' is in one frame but not in the first".formatted(n));
      }
    }
    return Frame.of(out).rolesOf(first);
  }

  private static Column columns(List<Column> parts) {
    int n = parts.stream().mapToInt(Column::size).reduce(0, Math::addExact);
    return switch (parts.getFirst()) {
      case Column.Numeric _ -> {
        var v = new double[n];
        int at = 0;
        for (var p : parts) {
          System.arraycopy(((Column.Numeric) p).values(), 0, v, at, p.size());
          at += p.size();
        }
        yield new Column.Numeric(v);
      }
      case Column.Nominal _ -> {
        var levels = merge(parts, p -> ((Column.Nominal) p).levels());
        var v = new int[n];
        int at = 0;
        for (var p : parts) {
          System.arraycopy(((Column.Nominal) p).codes(levels), 0, v, at, p.size());
          at += p.size();
        }
        yield new Column.Nominal(v, levels);
      }
      case Column.Text _ ->
          new Column.Text(
              parts.stream().flatMap(p -> ((Column.Text) p).values().stream()).toList());
      case Column.Time _ -> {
        var v = new long[n];
        int at = 0;
        for (var p : parts) {
          System.arraycopy(((Column.Time) p).millis(), 0, v, at, p.size());
          at += p.size();
        }
        yield new Column.Time(v);
      }
      case Column.Dense d -> {
        var v = new float[n * d.width()];
        int at = 0;
        for (var p : parts) {
          var c = (Column.Dense) p;
          if (!c.features().equals(d.features()))
            throw new DataException("dense columns of different features");
          System.arraycopy(c.values(), 0, v, at, c.values().length);
          at += c.values().length;
        }
        yield new Column.Dense(v, d.features());
      }
      case Column.Tokens _ -> {
        var words = merge(parts, p -> ((Column.Tokens) p).words());
        var starts = new int[n + 1];
        var ids =
            new int
                [parts.stream()
                    .mapToInt(p -> ((Column.Tokens) p).ids().length)
                    .reduce(0, Math::addExact)];
        int at = 0;
        int row = 0;
        for (var p : parts) {
          var c = (Column.Tokens) p;
          var map = c.words().mapTo(words);
          for (int i = 0; i < c.size(); i++) {
            for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++) ids[at++] = map[c.ids()[k]];
            starts[++row] = at;
          }
        }
        yield new Column.Tokens(starts, ids, words);
      }
      case Column.Sparse _ -> sparse(parts, n);
      case Column.Spans _ -> {
        // Labels are sequences of names as tokens are; the places lie beside them.
        var labels =
            (Column.Tokens)
                columns(parts.stream().<Column>map(p -> ((Column.Spans) p).tokens()).toList());
        yield new Column.Spans(
            labels.starts(),
            join(parts, p -> ((Column.Spans) p).from()),
            join(parts, p -> ((Column.Spans) p).to()),
            labels.ids(),
            labels.words());
      }
    };
  }

  /**
   * Features are merged in order of appearance, so a later part's indices may have to be sorted
   * anew.
   */
  private static Column.Sparse sparse(List<Column> parts, int n) {
    var features = merge(parts, p -> ((Column.Sparse) p).features());
    var starts = new int[n + 1];
    int total =
        parts.stream().mapToInt(p -> ((Column.Sparse) p).index().length).reduce(0, Math::addExact);
    var index = new int[total];
    var value = new double[total];
    int at = 0;
    int row = 0;
    for (var p : parts) {
      var c = (Column.Sparse) p;
      var map = c.features().mapTo(features);
      for (int i = 0; i < c.size(); i++) {
        int from = at;
        for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++) {
          int id = map[c.index()[k]];
          int j = at++;
          for (; j > from && index[j - 1] > id; j--) {
            index[j] = index[j - 1];
            value[j] = value[j - 1];
          }
          index[j] = id;
          value[j] = c.value()[k];
        }
        starts[++row] = at;
      }
    }
    return new Column.Sparse(starts, index, value, features);
  }

  private static int[] join(List<Column> parts, Function<Column, int[]> values) {
    return parts.stream().flatMapToInt(p -> Arrays.stream(values.apply(p))).toArray();
  }

  private static Vocabulary merge(List<Column> parts, Function<Column, Vocabulary> names) {
    var all = new LinkedHashSet<String>();
    for (var p : parts) all.addAll(names.apply(p).names());
    return Vocabulary.of(all);
  }
}
