package millrace.store;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.learn.Trainer;

/**
 * Where a model comes from: enough to train it again and to read the rows it wants. Without any
 * time stamp, so that the same training gives the same bytes.
 *
 * @param spec the trainer as text, as reports name it
 * @param seed the seed of the run
 * @param java the version of the Java that trained it
 * @param millrace the version of Millrace that trained it
 * @param fingerprint {@link Frame#fingerprint} of the training rows
 * @param rows the number of training rows
 * @param columns the raw feature columns, in order
 * @param target the name of the target; empty if there was none
 */
public record Provenance(
    String spec,
    long seed,
    String java,
    String millrace,
    String fingerprint,
    long rows,
    List<Feature> columns,
    String target) {
  /** A raw feature column: its name and {@linkplain Column#kind() kind}. */
  public record Feature(String name, String kind) {}

  public Provenance {
    columns = List.copyOf(columns);
  }

  /** The provenance of what {@code trainer} learns from these rows with this seed. O(cells). */
  public static Provenance of(Trainer<?> trainer, Frame train, long seed) {
    var x = train.features();
    var columns = x.names().stream().map(n -> new Feature(n, x.column(n).kind())).toList();
    var spec = trainer instanceof Record r ? Spec.print(r) : trainer.toString();
    return new Provenance(
        spec,
        seed,
        Runtime.version().toString(),
        millraceVersion(),
        train.fingerprint(),
        train.size(),
        columns,
        train.targetName().orElse(""));
  }

  private static String millraceVersion() {
    var version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version; // classes that come from no jar have none
  }
}
