// For MetricsLogTest, by TensorFlow 2.18.0 (from Maven Central: org.tensorflow:tensorflow-core-api:1.1.0 and
// tensorflow-core-native:1.1.0 for the platform, all jars in a folder lib):
//   java -cp 'lib/*' Events.java write FOLDER    writes the event file that is kept as tensorflow.tfevents
//   java -cp 'lib/*' Events.java read FILE       shows an event file, such as one of ours: read by TensorFlow's TFRecord
//                                                reader, which checks the checksums, and by its protobuf classes
import java.nio.file.Path;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.summary.CreateSummaryFileWriter;
import org.tensorflow.op.summary.SummaryWriter;
import org.tensorflow.proto.Event;
import org.tensorflow.types.TString;

public class Events {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("write")) write(args[1]);
    else read(args[1]);
  }

  static void write(String folder) {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var writer = tf.summary.summaryWriter();
      tf.summary.createSummaryFileWriter(writer, tf.constant(folder), tf.constant(10), tf.constant(1000), tf.constant(".golden"));
      double[] values = {0.5, 0.25, -3, Double.NaN, 1e-30};
      for (int i = 0; i < values.length; i++)
        tf.summary.writeScalarSummary(writer, tf.constant(100L * i), tf.constant("step/loss"), tf.constant((float) values[i]));
      tf.summary.flushSummaryWriter(writer);
      tf.summary.closeSummaryWriter(writer);
    }
  }

  static void read(String file) throws Exception {
    try (var graph = new Graph();
        var session = new Session(graph)) {
      var tf = Ops.create(graph);
      var reader = tf.io.tfRecordReader();
      var queue = tf.io.fifoQueue(java.util.List.of(TString.class));
      var fill = tf.io.queueEnqueue(queue, java.util.List.of(tf.constant(file)));
      var close = tf.io.queueClose(queue);
      var next = tf.io.readerRead(reader, queue);
      session.runner().addTarget(fill).run();
      session.runner().addTarget(close).run();
      while (true) {
        try (var result = session.runner().fetch(next.value()).run()) {
          var bytes = ((TString) result.get(0)).asBytes().getObject();
          System.out.println(Event.parseFrom(bytes).toString().replace("\n", " "));
        } catch (org.tensorflow.exceptions.TFOutOfRangeException e) {
          System.out.println("end: " + e.getMessage());
          return;
        }
      }
    }
  }
}
