package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import java.util.Arrays;
import millrace.neural.compute.Update.Axpy;
import millrace.neural.compute.Update.Blend;
import millrace.neural.compute.Update.ClipNorm;
import millrace.neural.compute.Update.ClipValue;
import millrace.neural.compute.Update.Fill;
import millrace.neural.compute.Update.Put;
import millrace.neural.compute.Update.Step;

/** {@link Update} in double. */
final class ReferenceUpdate {
  private ReferenceUpdate() {}

  static void run(Update op, Tensor[] in) {
    var y = numbers(in[0]);
    int n = in[0].size();
    switch (op) {
      case Step s -> ReferenceStep.run(s, in);
      case Axpy(double a) -> {
        for (int i = 0; i < n; i++) y[i] += a * numbers(in[1])[i];
      }
      case Blend(double w) -> {
        var x = numbers(in[1]);
        if (w == 1) System.arraycopy(x, 0, y, 0, n); // even over NaN
        else for (int i = 0; i < n; i++) y[i] = (1 - w) * y[i] + w * x[i];
      }
      case Fill(double value) -> Arrays.fill(y, 0, n, value);
      case Put(int at) -> {
        int batch = in[1].dim(0);
        int width = in[1].size() / Math.max(1, batch);
        for (int b = 0; b < batch; b++)
          for (int i = 0; i < width; i++)
            y[(b * in[0].dim(1) + at) * (width / in[1].dim(1)) + i] = numbers(in[1])[b * width + i];
      }
      case ClipNorm(double most) -> {
        double scale = Math.min(1, most / (Math.sqrt(y[0]) + 1e-6));
        for (int k = 1; k < in.length; k++)
          for (int i = 0; i < in[k].size(); i++) numbers(in[k])[i] *= scale;
      }
      case ClipValue(double most) -> {
        for (var x : in)
          for (int i = 0; i < x.size(); i++)
            numbers(x)[i] = Math.min(most, Math.max(-most, numbers(x)[i]));
      }
    }
  }
}
