package millrace.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;

/** Stands for MALLET in {@link BenchTopicsTest}: every word is in every topic once. */
public final class FakeMallet {
  private FakeMallet() {}

  public static void main(String... args) throws IOException {
    var said = new HashMap<String, String>();
    for (var a : args) said.put(a.substring(0, a.indexOf('=')), a.substring(a.indexOf('=') + 1));
    int topics = Integer.parseInt(said.get("topics"));
    int words;
    try (var in = new DataInputStream(Files.newInputStream(Path.of(said.get("corpus"))))) {
      in.readInt();
      words = in.readInt();
    }
    try (var out = new DataOutputStream(Files.newOutputStream(Path.of(said.get("out"))))) {
      out.writeInt(topics);
      out.writeInt(words);
      for (int t = 0; t < topics; t++) out.writeDouble(Double.parseDouble(said.get("alpha")));
      out.writeDouble(Double.parseDouble(said.get("beta")));
      for (int i = 0; i < topics * words; i++) out.writeInt(1);
    }
    System.out.println("{\"seconds\": 1000}");
  }
}
