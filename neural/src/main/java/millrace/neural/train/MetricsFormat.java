package millrace.neural.train;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import millrace.run.Run;

/** How a {@link MetricsLog} writes one progress. */
sealed interface MetricsFormat {
  /**
   * @param time seconds since 1970
   * @param first whether nothing stands in the file yet
   */
  byte[] encode(double time, boolean first, Run.Progress p);

  /** A line per figure. */
  record Csv() implements MetricsFormat {
    @Override
    public byte[] encode(double time, boolean first, Run.Progress p) {
      var out = new StringBuilder(first ? "time,phase,step,total,name,value\n" : "");
      p.values()
          .forEach(
              (name, value) ->
                  out.append(String.format(Locale.ROOT, "%.3f,", time))
                      .append(cell(p.phase()))
                      .append(',')
                      .append(p.done())
                      .append(',')
                      .append(p.total())
                      .append(',')
                      .append(cell(name))
                      .append(',')
                      .append(value)
                      .append('\n'));
      return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(String text) {
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
      return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
  }

  /** An object per line. */
  record JsonLines() implements MetricsFormat {
    @Override
    public byte[] encode(double time, boolean first, Run.Progress p) {
      var out = new StringBuilder(String.format(Locale.ROOT, "{\"time\":%.3f,\"phase\":", time));
      string(out, p.phase());
      out.append(",\"step\":").append(p.done()).append(",\"total\":").append(p.total());
      p.values()
          .forEach(
              (name, value) -> {
                string(out.append(','), name);
                out.append(':');
                if (Double.isFinite(value)) out.append(value);
                else string(out, value.toString());
              });
      return out.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void string(StringBuilder out, String text) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' || c == '\\') out.append('\\').append(c);
        else if (c < ' ') out.append("\\u%04x".formatted((int) c));
        else out.append(c);
      }
      out.append('"');
    }
  }

  /**
   * A record per progress, in the frames of {@link EventRecord}. The first two records of a file
   * say its version and at what step it begins.
   */
  record Events() implements MetricsFormat {
    @Override
    public byte[] encode(double time, boolean first, Run.Progress p) {
      var out = new ByteArrayOutputStream();
      if (first) {
        out.writeBytes(EventRecord.version(time));
        out.writeBytes(EventRecord.start(time, p.done()));
      }
      out.writeBytes(EventRecord.scalars(time, p.done(), p.phase() + "/", p.values()));
      return out.toByteArray();
    }
  }
}
