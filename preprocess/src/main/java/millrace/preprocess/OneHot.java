package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Turns each Nominal column into a Sparse one of the same name with one 0/1 feature per level of
 * the training rows, named {@code make=audi}.
 *
 * <p>Rare levels can be pooled into one feature {@code make=other}, which comes last: those seen
 * less than {@link #minCount} times, in less than {@link #minShare} of the rows, or beyond the
 * {@link #maxLevels} most frequent. A level that is itself called {@code other} joins the pool, and
 * one called {@code missing} shares the feature of the missing cells.
 *
 * <p>Unlike scikit-learn, whose default is an error, an unseen level gives all zeros by default:
 * rare levels that fall wholly into a test fold are common, and one must not end a
 * cross-validation. And where scikit-learn renames a single level to "infrequent" when there are
 * exactly {@code max_categories} levels, nothing is pooled here.
 *
 * <p>Cost: O(rows) per column, without looking at a name per row.
 *
 * @param unseen what a level that no training row had becomes
 * @param dropFirst leaves out the feature of the first level, so that a linear model with an
 *     intercept has no redundant one
 * @param minCount levels seen less often are pooled
 * @param minShare levels with a smaller share of the training rows are pooled
 * @param maxLevels at most so many features per column, the pool included; 0: no limit
 * @param missingLevel gives missing cells a feature {@code make=missing} where training rows have
 *     some; else they are all zeros
 * @see "scikit-learn 1.2, sklearn.preprocessing.OneHotEncoder"
 */
@About(
    value = "one 0/1 feature per level of each nominal column",
    cite = "scikit-learn OneHotEncoder")
public record OneHot(
    @Param("what an unseen level becomes: zeros, an error, or the pool of rare levels")
        Unseen unseen,
    @Param("leave out the first level") boolean dropFirst,
    @Param(value = "pool levels seen less often", min = 1) int minCount,
    @Param(value = "pool levels with a smaller share of the rows", min = 0, max = 1)
        double minShare,
    @Param(value = "most features per column, the pool included; 0: no limit", min = 0)
        int maxLevels,
    @Param("give missing cells a feature of their own") boolean missingLevel)
    implements Step<OneHot.Fitted> {
  /** What becomes of a level that no training row had. */
  public enum Unseen {
    /** All zeros. */
    IGNORE,
    /** A {@link DataException} that names column, row and level. */
    ERROR,
    /** The pool of rare levels; all zeros where nothing was pooled. */
    OTHER
  }

  private static final int NONE = -1;
  private static final int REFUSED = -2;

  public OneHot {
    Spec.check(OneHot.class, unseen, dropFirst, minCount, minShare, maxLevels, missingLevel);
  }

  /** Zeros for unseen levels; nothing dropped or pooled. */
  public OneHot() {
    this(Unseen.IGNORE, false, 1, 0, 0, false);
  }

  public OneHot unseen(Unseen unseen) {
    return Spec.with(this, "unseen", unseen);
  }

  public OneHot dropFirst(boolean dropFirst) {
    return Spec.with(this, "dropFirst", dropFirst);
  }

  public OneHot minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public OneHot minShare(double minShare) {
    return Spec.with(this, "minShare", minShare);
  }

  public OneHot maxLevels(int maxLevels) {
    return Spec.with(this, "maxLevels", maxLevels);
  }

  public OneHot missingLevel(boolean missingLevel) {
    return Spec.with(this, "missingLevel", missingLevel);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Nominal.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Nominal.class);
    var codings = new ArrayList<Coding>();
    for (var name : names) {
      run.step("column", codings.size(), names.size());
      codings.add(coding(name, train.column(name, Column.Nominal.class)));
    }
    run.step("column", names.size(), names.size());
    return new Fitted(codings);
  }

  private Coding coding(String name, Column.Nominal column) {
    var levels = column.present();
    var count = new int[levels.size()];
    for (int code : column.codes(levels)) if (code >= 0) count[code]++;
    var pooled = pooled(levels, count, column.size());

    var features = new ArrayList<String>();
    var feature = new int[levels.size()];
    Arrays.fill(feature, NONE);
    boolean drop = dropFirst;
    for (int l = 0; l < feature.length; l++) {
      if (pooled[l]) continue;
      if (!drop) {
        feature[l] = features.size();
        features.add(name + "=" + levels.name(l));
      }
      drop = false;
    }
    int other = NONE;
    if (IntStream.range(0, pooled.length).anyMatch(l -> pooled[l]) && !drop) {
      other = features.size();
      features.add(name + "=other");
    }
    for (int l = 0; l < feature.length; l++) if (pooled[l]) feature[l] = other;
    int missing = NONE;
    if (missingLevel && column.missing() > 0) {
      missing = features.indexOf(name + "=missing");
      if (missing < 0) {
        missing = features.size();
        features.add(name + "=missing");
      }
    }
    int unknown =
        switch (unseen) {
          case IGNORE -> NONE;
          case ERROR -> REFUSED;
          case OTHER -> other;
        };
    return new Coding(name, levels, feature, unknown, missing, Vocabulary.of(features));
  }

  private boolean[] pooled(Vocabulary levels, int[] count, int rows) {
    var pooled = new boolean[count.length];
    int kept = 0;
    for (int l = 0; l < pooled.length; l++) {
      pooled[l] = count[l] < minCount || count[l] < minShare * rows;
      if (!pooled[l]) kept++;
    }
    int pool = kept < count.length ? 1 : 0;
    if (maxLevels > 0 && kept + pool > maxLevels) {
      // the rarest first; among equals the earlier level goes, as in scikit-learn's stable sort
      IntStream.range(0, count.length)
          .boxed()
          .sorted(Comparator.comparingInt(l -> count[l]))
          .limit(Math.max(0, count.length - (maxLevels - 1)))
          .forEach(l -> pooled[l] = true);
    }
    int named = levels.id("other");
    if (named >= 0 && IntStream.range(0, count.length).anyMatch(l -> pooled[l]))
      pooled[named] = true;
    return pooled;
  }

  /**
   * How one column is coded.
   *
   * @param levels the levels of the training rows
   * @param feature the feature of each level; -1: none
   * @param unseen the feature of any other level; -1: none, -2: refused
   * @param missing the feature of a missing cell; -1: none
   * @param features the names of the features
   */
  public record Coding(
      String column,
      Vocabulary levels,
      int[] feature,
      int unseen,
      int missing,
      Vocabulary features) {}

  /** One coding per column. */
  public record Fitted(List<Coding> codings) implements Transform {
    public Fitted {
      codings = List.copyOf(codings);
    }

    @Override
    public Frame apply(Frame frame) {
      // rows with exactly one entry each are the common case: their starts and ones are shared
      int[] everyRow = {};
      double[] ones = {};
      for (var coding : codings) {
        var column = frame.column(coding.column, Column.Nominal.class);
        var index = features(coding, column);
        int n = column.size();
        int entries = 0;
        for (int f : index) entries += f >= 0 ? 1 : 0;
        Column.Sparse out;
        if (entries == n) {
          if (everyRow.length == 0) {
            everyRow = new int[n + 1];
            for (int i = 0; i <= n; i++) everyRow[i] = i;
            ones = new double[n];
            Arrays.fill(ones, 1);
          }
          out = new Column.Sparse(everyRow, index, ones, coding.features);
        } else {
          out = compact(index, entries, coding.features);
        }
        frame = frame.with(coding.column, out);
      }
      return frame;
    }

    /** The feature of each row, or -1. */
    private static int[] features(Coding coding, Column.Nominal column) {
      var map = column.levels().mapTo(coding.levels);
      for (int l = 0; l < map.length; l++)
        map[l] = map[l] < 0 ? coding.unseen : coding.feature[map[l]];
      var codes = column.codes();
      var index = new int[codes.length];
      int least = 0;
      for (int i = 0; i < index.length; i++) {
        int f = codes[i] < 0 ? coding.missing : map[codes[i]];
        index[i] = f;
        least = Math.min(least, f);
      }
      if (least == REFUSED) {
        int i = 0;
        while (index[i] != REFUSED) i++;
        throw new DataException(
            "column '%s' has the level '%s' in row %d, which no training row had (%s): use unseen(IGNORE) or unseen(OTHER) to allow it"
                .formatted(coding.column, column.cell(i), i, coding.levels));
      }
      return index;
    }

    private static Column.Sparse compact(int[] index, int entries, Vocabulary features) {
      var starts = new int[index.length + 1];
      var out = new int[entries];
      int n = 0;
      for (int i = 0; i < index.length; i++) {
        if (index[i] >= 0) out[n++] = index[i];
        starts[i + 1] = n;
      }
      var ones = new double[entries];
      Arrays.fill(ones, 1);
      return new Column.Sparse(starts, out, ones, features);
    }
  }
}
