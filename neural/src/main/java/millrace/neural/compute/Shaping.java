package millrace.neural.compute;

import java.util.Arrays;

/** Ops that move numbers and compute nothing. Axes may be negative: they count from the end. */
public sealed interface Shaping extends Op {
  /** The same numbers in another shape, the storage shared. One extent may be -1: what is left. */
  record Reshape(int[] shape) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1) throw refuse("one tensor", in);
      var out = shape.clone();
      int size = Tensor.sizeOf(in[0]);
      int known = 1;
      int open = -1;
      for (int i = 0; i < out.length; i++) {
        if (out[i] == -1 && open < 0) open = i;
        else known = Math.multiplyExact(known, out[i]);
      }
      if (open >= 0 && known > 0 && size % known == 0) out[open] = size / known;
      for (int d : out) if (d < 0) throw refuse("a tensor that fits " + Tensor.text(shape), in);
      if (Tensor.sizeOf(out) != size) throw refuse("a tensor that fits " + Tensor.text(shape), in);
      return new int[][] {out};
    }
  }

  /** Axis i of the result is axis {@code axes[i]} of x. */
  record Permute(int[] axes) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      var sorted = axes.clone();
      Arrays.sort(sorted);
      boolean fits = in.length == 1 && in[0].length == axes.length;
      for (int i = 0; i < sorted.length; i++) fits &= sorted[i] == i;
      if (!fits) throw refuse("a tensor with the axes " + Arrays.toString(axes), in);
      var out = new int[axes.length];
      for (int i = 0; i < out.length; i++) out[i] = in[0][axes[i]];
      return new int[][] {out};
    }

    /** The permutation that undoes this one. */
    public Permute inverse() {
      var back = new int[axes.length];
      for (int i = 0; i < back.length; i++) back[axes[i]] = i;
      return new Permute(back);
    }
  }

  /** The elements {@code from .. to - 1} along an axis. */
  record Slice(int axis, int from, int to) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      int a = in.length == 1 ? Shaping.axis(axis, in[0].length) : -1;
      if (a < 0 || from < 0 || from > to || to > in[0][a])
        throw refuse("a tensor with elements %d to %d along axis %d".formatted(from, to, axis), in);
      var out = in[0].clone();
      out[a] = to - from;
      return new int[][] {out};
    }
  }

  /** Zeros but for x, which stands at {@code from} of {@code size} along an axis: undoes Slice. */
  record Unslice(int axis, int from, int size) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      int a = in.length == 1 ? Shaping.axis(axis, in[0].length) : -1;
      if (a < 0 || from < 0 || from + in[0][a] > size)
        throw refuse("a tensor that fits at %d of %d".formatted(from, size), in);
      var out = in[0].clone();
      out[a] = size;
      return new int[][] {out};
    }
  }

  /** The tensors one behind the other along an axis. */
  record Concat(int axis) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      int a = in.length == 0 ? -1 : Shaping.axis(axis, in[0].length);
      if (a < 0) throw refuse("at least one tensor that has axis " + axis, in);
      var out = in[0].clone();
      out[a] = 0;
      for (var s : in) {
        boolean fits = s.length == out.length;
        for (int i = 0; fits && i < s.length; i++) fits = i == a || s[i] == out[i];
        if (!fits) throw refuse("tensors that differ along axis %d at most".formatted(axis), in);
        out[a] += s[a];
      }
      return new int[][] {out};
    }
  }

  /**
   * Rows of a table [rows, ..]: row i of the result is row {@code ids[i]}; zeros where the id is
   * negative (padding).
   */
  record Rows(int[] ids) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length < 1) throw refuse("one table [rows, ..]", in);
      for (int id : ids)
        if (id >= in[0][0])
          throw new IllegalArgumentException(
              "Rows has id %d, but the table has only %d rows".formatted(id, in[0][0]));
      var out = in[0].clone();
      out[0] = ids.length;
      return new int[][] {out};
    }
  }

  /**
   * Adds row i of g [ids, ..] to row {@code ids[i]} of zeros [rows, ..], in the order of i;
   * negative ids are passed over.
   */
  record RowsGrad(int[] ids, int rows) implements Shaping {
    @Override
    public int[][] shapes(int[]... in) {
      if (in.length != 1 || in[0].length < 1 || in[0][0] != ids.length)
        throw refuse("g[%d, ..]".formatted(ids.length), in);
      var out = in[0].clone();
      out[0] = rows;
      return new int[][] {out};
    }
  }

  /** An axis counted from 0; -1 if there is none. */
  static int axis(int axis, int rank) {
    int a = axis < 0 ? rank + axis : axis;
    return a >= 0 && a < rank ? a : -1;
  }
}
