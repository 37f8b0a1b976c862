package org.tisc.node.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;

/** The victim of {@link StoreDurabilityTest}: prints each write once the store acknowledged it. */
final class AcknowledgingWriter {
  private AcknowledgingWriter() {}

  public static void main(String[] args) {
    Store store = Store.open(Path.of(args[0]), List.of());
    SqliteStateStore states = new SqliteStateStore(store);
    for (int thread = 0; thread < 4; thread++) {
      String name = args[1] + "-" + thread + "-";
      Thread.ofPlatform().start(() -> writeOn(states, name));
    }
  }

  private static void writeOn(SqliteStateStore states, String name) {
    for (int i = 0; i < 1_000_000; i++) {
      states.write("ack", name + i, 0, ByteString.copyFromUtf8(name + i));
      synchronized (System.out) {
        System.out.println(name + i);
        System.out.flush();
      }
    }
  }
}
