package millrace.data;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An ordered set of distinct names: the levels of a {@link Column.Nominal}, the words of a {@link
 * Column.Tokens} or the features of a {@link Column.Sparse}. Immutable and safe for many threads;
 * equal when the names are equal.
 *
 * <p>A class and not a record, so that the index (name to id) can be made once, on first use, and
 * kept. The index is a table of ids with open addressing, 16 bytes or more a name, that can be
 * asked about a range of characters too.
 */
public final class Vocabulary {
  private static final int SPREAD = 0x9E3779B9;
  private static final Vocabulary EMPTY = new Vocabulary(List.of(), null);

  private final List<String> names;

  /** A name's hash above its id + 1, at the place of the hash or after it; 0 where nothing is. */
  private volatile long @Nullable [] index;

  private Vocabulary(List<String> names, long @Nullable [] index) {
    this.names = names;
    this.index = index;
  }

  /** The distinct names, in the order of their first appearance. O(n). */
  public static Vocabulary of(Collection<String> names) {
    if (names.isEmpty()) return EMPTY;
    var distinct = new String[names.size()];
    var index = new long[places(distinct.length)];
    int n = 0;
    for (var name : names) {
      int place = place(index, Objects.requireNonNull(name), distinct);
      if (index[place] != 0) continue;
      distinct[n++] = name;
      index[place] = entry(name, n);
    }
    if (n == distinct.length) return new Vocabulary(List.of(distinct), index);
    return new Vocabulary(List.of(Arrays.copyOf(distinct, n)), null); // that index is too large
  }

  /** The distinct names, in the order of their first appearance. */
  public static Vocabulary of(String... names) {
    return of(List.of(names));
  }

  /**
   * Names that the caller knows to be distinct: the index is made when it is first asked, which
   * throws an {@link IllegalStateException} if two are the same.
   */
  public static Vocabulary ofDistinct(String... names) {
    return names.length == 0 ? EMPTY : new Vocabulary(List.of(names), null);
  }

  /**
   * Names that are the prefix and a number from 0 on, made when they are asked for: a vocabulary of
   * a million costs nothing.
   */
  public static Vocabulary numbered(String prefix, int size) {
    return size == 0 ? EMPTY : new Vocabulary(new Numbered(prefix, size), null);
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
    if (names instanceof Numbered numbered) return numbered.indexOf(name);
    int hash = name.hashCode();
    var entries = index();
    int mask = entries.length - 1;
    for (int place = first(hash, entries.length); ; place = (place + 1) & mask) {
      long entry = entries[place];
      int id = (int) entry - 1;
      if (id < 0 || ((int) (entry >>> 32) == hash && names.get(id).equals(name))) return id;
    }
  }

  /**
   * The id of the name that is {@code text[from .. to)}, or -1 when it is not here: no string is
   * made for it. O(1) after the first call.
   */
  public int id(char[] text, int from, int to) {
    if (names instanceof Numbered numbered)
      return numbered.indexOf(new String(text, from, to - from));
    int hash = 0; // as String.hashCode
    for (int i = from; i < to; i++) hash = 31 * hash + text[i];
    var entries = index();
    int mask = entries.length - 1;
    for (int place = first(hash, entries.length); ; place = (place + 1) & mask) {
      long entry = entries[place];
      int id = (int) entry - 1;
      if (id < 0 || ((int) (entry >>> 32) == hash && is(names.get(id), text, from, to))) return id;
    }
  }

  private static boolean is(String name, char[] text, int from, int to) {
    if (name.length() != to - from) return false;
    for (int i = from; i < to; i++) if (name.charAt(i - from) != text[i]) return false;
    return true;
  }

  public boolean has(String name) {
    return id(name) >= 0;
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

  private long[] index() {
    var i = index;
    if (i == null) {
      i = new long[places(names.size())];
      var all = names.toArray(String[]::new);
      for (int k = 0; k < all.length; k++) {
        int place = place(i, all[k], all);
        if (i[place] != 0)
          throw new IllegalStateException("'%s' is twice in a vocabulary".formatted(all[k]));
        i[place] = entry(all[k], k + 1);
      }
      index = i;
    }
    return i;
  }

  /** A power of two, so that half of the places or more stay free. */
  private static int places(int names) {
    return Math.max(2, Math.toIntExact(Long.highestOneBit(2L * names - 1) << 1));
  }

  /**
   * Where this hash is looked for first: its best bits are the highest after the multiplication.
   */
  private static int first(int hash, int places) {
    return (hash * SPREAD) >>> (Integer.numberOfLeadingZeros(places) + 1);
  }

  private static long entry(String name, int idAndOne) {
    return ((long) name.hashCode() << 32) | idAndOne;
  }

  /** Where this name is or may be put. */
  private static int place(long[] index, String name, String[] names) {
    int hash = name.hashCode();
    int mask = index.length - 1;
    int place = first(hash, index.length);
    while (index[place] != 0
        && !((int) (index[place] >>> 32) == hash && names[(int) index[place] - 1].equals(name)))
      place = (place + 1) & mask;
    return place;
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

  /** The list of {@link #numbered}. */
  private static final class Numbered extends AbstractList<String> implements RandomAccess {
    private final String prefix;
    private final int size;

    Numbered(String prefix, int size) {
      this.prefix = prefix;
      this.size = size;
    }

    @Override
    public String get(int id) {
      return prefix + Objects.checkIndex(id, size);
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public int indexOf(@Nullable Object name) {
      if (!(name instanceof String s) || !s.startsWith(prefix)) return -1;
      int digits = s.length() - prefix.length();
      if (digits < 1 || digits > 9 || (digits > 1 && s.charAt(prefix.length()) == '0')) return -1;
      int id = 0;
      for (int i = prefix.length(); i < s.length(); i++) {
        char c = s.charAt(i);
        if (c < '0' || c > '9') return -1;
        id = 10 * id + (c - '0');
      }
      return id < size ? id : -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Numbered n ? size == n.size && prefix.equals(n.prefix) : super.equals(o);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }
}
