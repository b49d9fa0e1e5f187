package millrace.evaluation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import millrace.data.Frame;
import millrace.run.Run;

/** What someone needs to know to do it again. */
final class Provenance {
  static final String DATA = "data fingerprint (SHA-256)";

  private Provenance() {}

  static SequencedMap<String, String> of(Frame data, Run run) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("data", "%d rows, %d columns".formatted(data.size(), data.names().size()));
    facts.put(DATA, data.fingerprint());
    facts.put("seed", Long.toString(run.seed()));
    facts.put("threads", Integer.toString(run.threads()));
    var version = Provenance.class.getPackage().getImplementationVersion();
    facts.put("Millrace", version == null ? "not from a jar" : version);
    facts.put(
        "Java",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("finished", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return facts;
  }
}
