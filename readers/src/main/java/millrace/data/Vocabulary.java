package millrace.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An ordered set of distinct names: the levels of a {@link Column.Nominal}, the words of a {@link
 * Column.Tokens} or the features of a {@link Column.Sparse}. Immutable and safe for many threads;
 * equal when the names are equal.
 *
 * <p>A class and not a record, so that the index (name to id) can be made once, on first use, and
 * kept.
 */
public final class Vocabulary {
  private static final Vocabulary EMPTY = new Vocabulary(List.of());

  private final List<String> names;
  private volatile @Nullable Map<String, Integer> index;

  private Vocabulary(List<String> names) {
    this.names = names;
  }

  /** The distinct names, in the order of their first appearance. O(n). */
  public static Vocabulary of(Collection<String> names) {
    return names.isEmpty() ? EMPTY : new Vocabulary(List.copyOf(new LinkedHashSet<>(names)));
  }

  /** The distinct names, in the order of their first appearance. */
  public static Vocabulary of(String... names) {
    return of(List.of(names));
  }

  public static Vocabulary empty() {
    return EMPTY;
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /** The name with this id, from 0 to {@code size() - 1}. */
  public String name(int id) {
    return names.get(id);
  }

  /** The id of {@code name}, or -1 when it is not here. O(1) after the first call. */
  public int id(String name) {
    return index().getOrDefault(name, -1);
  }

  public boolean has(String name) {
    return index().containsKey(name);
  }

  /**
   * For each of my ids the id of the same name in {@code other}, or -1: turns codes of one
   * vocabulary into codes of another without looking at a name per row. O(n).
   */
  public int[] mapTo(Vocabulary other) {
    var map = new int[size()];
    for (int i = 0; i < map.length; i++) map[i] = other.id(name(i));
    return map;
  }

  private Map<String, Integer> index() {
    var i = index;
    if (i == null) {
      i = HashMap.newHashMap(names.size());
      for (int k = 0; k < names.size(); k++) i.put(names.get(k), k);
      index = i;
    }
    return i;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Vocabulary v && names.equals(v.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return size() <= 6 ? names.toString() : size() + " names " + names.subList(0, 5) + "…";
  }
}
