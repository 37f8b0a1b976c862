package org.tisc.node.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.BlobReference;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.sync.SyncLimits;
import org.tisc.federation.sync.SyncRegion;

/**
 * A large file on real disks, fetched over real mutual TLS from two members that are killed while
 * they send it and come back.
 */
@Tag("network")
class KilledHoldersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int KILLS = 3;

  /**
   * A holder reads ahead of what its reader has taken by what the connection carries at most (1
   * MiB), the piece that it sends from, and the next one.
   */
  private static final int PIECES_ON_THE_LINE = 3;

  @TempDir private Path folder;
  private SyncRegion region;
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicInteger server = new AtomicInteger(-1);
  private final List<Integer> added = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> refused = Collections.synchronizedList(new ArrayList<>());
  private volatile List<Integer> killsAt = List.of();

  @BeforeEach
  void start() {
    region = new SyncRegion(3, SyncLimits.defaults());
  }

  @AfterEach
  void stop() {
    region.close();
  }

  private Path files(int node) {
    return folder.resolve("node-" + node);
  }

  private static Object call(BlobStore store, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static BlobStore watched(InvocationHandler handler) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, handler);
  }

  /** Gives a node a folder; its reads of pieces are counted. */
  private void holder(int number) {
    SyncRegion.Node node = region.node(number);
    node.stop();
    node.files(
        _ -> {
          BlobStore store = new FolderBlobStore(files(number), 8L << 30);
          return watched(
              (_, method, arguments) -> {
                if (method.getName().equals("read")) {
                  server.set(number);
                  read.incrementAndGet();
                }
                return call(store, method, arguments);
              });
        },
        BlobSettings.defaults());
    node.restart();
  }

  /**
   * The node that fetches; each piece that it keeps is noted, and holders are killed on the way.
   */
  private void reader(int number) {
    SyncRegion.Node node = region.node(number);
    node.stop();
    node.files(
        _ -> {
          BlobStore store = new FolderBlobStore(files(number), 8L << 30);
          return watched(
              (_, method, arguments) ->
                  method.getName().equals("arrive")
                      ? new Watched((BlobStore.Arrival) call(store, method, arguments))
                      : call(store, method, arguments));
        },
        BlobSettings.defaults());
    node.restart();
  }

  private final class Watched implements BlobStore.Arrival {
    private final BlobStore.Arrival arrival;

    Watched(BlobStore.Arrival arrival) {
      this.arrival = arrival;
    }

    @Override
    public int pieces() {
      return arrival.pieces();
    }

    @Override
    public void add(ByteString piece) {
      try {
        arrival.add(piece);
      } catch (TiscException e) {
        refused.add(arrival.pieces());
        throw e;
      }
      added.add(arrival.pieces() - 1);
      if (killsAt.contains(arrival.pieces())) {
        kill(region.node(server.get()));
      }
    }

    @Override
    public void complete() {
      arrival.complete();
    }

    @Override
    public void close() {
      arrival.close();
    }
  }

  /** Cuts every connection of a node in the middle of what it sends; it comes back later. */
  private static void kill(SyncRegion.Node node) {
    node.stop();
    Thread.ofVirtual().start(node::restart);
  }

  /** So many bytes that no two pieces are alike, and the same for one seed. */
  private static InputStream content(long bytes) {
    Random random = new Random(bytes);
    return new InputStream() {
      private long left = bytes;

      @Override
      public int read() {
        throw new UnsupportedOperationException("read in blocks");
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (left == 0) {
          return -1;
        }
        int count = (int) Math.min(Math.min(length, left), BlobReference.PIECE_BYTES);
        byte[] fresh = new byte[count];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, into, offset, count);
        left -= count;
        return count;
      }
    };
  }

  private BlobReference shared(long bytes) {
    holder(0);
    holder(1);
    reader(2);
    SyncRegion.Node origin = region.node(0);
    BlobReference file = origin.blobs().add(content(bytes));
    assertThat(region.node(1).blobs().add(content(bytes))).isEqualTo(file);
    var _ =
        origin
            .feeds()
            .publish(
                List.of(
                    new EntryDraft(
                        origin.feed(),
                        "alert",
                        "with-file",
                        1,
                        Tlp.GREEN,
                        false,
                        ByteString.copyFromUtf8("see the file"),
                        List.of(file),
                        List.of())));
    for (int node = 1; node <= 2; node++) {
      SyncRegion.Node other = region.node(node);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(other.blobs().named()).contains(file));
    }
    return file;
  }

  /** Asks until the file is here; every try goes on where the one before ended. */
  private void fetch(BlobReference file) {
    await()
        .atMost(Duration.ofMinutes(20))
        .until(
            () -> {
              try {
                region.node(2).blobs().fetch(file.sha256());
                return true;
              } catch (TiscException e) {
                return false;
              }
            });
  }

  private void assertFetchedThoughHoldersAreKilled(long bytes) {
    BlobReference file = shared(bytes);
    int pieces = (int) file.pieces();
    killsAt = List.of(pieces / 4, pieces / 2, 3 * pieces / 4);
    fetch(file);
    assertThat(region.node(2).blobs().find(file.sha256())).contains(file);
    // Every piece was kept once, in order: no cut cost a piece that was here.
    assertThat(added).hasSize(pieces).isSorted().doesNotHaveDuplicates();
    assertThat(refused).isEmpty();
    assertThat(read.get())
        .as("pieces that holders sent")
        .isBetween(pieces, pieces + KILLS * PIECES_ON_THE_LINE);
  }

  @Test
  void holdersThatAreKilledThreeTimesCostNoPieceThatWasHere() {
    assertFetchedThoughHoldersAreKilled((64L << 20) - 12_345);
  }

  @Test
  @Tag("long")
  void twoGibibytesAreFetchedThoughHoldersAreKilledThreeTimes() {
    assertFetchedThoughHoldersAreKilled(2L << 30);
  }

  @Test
  void aFlippedBitIsFoundAtItsPieceAndNothingBehindItIsTaken() throws IOException {
    BlobReference file = shared(20L << 20);
    int bad = 13;
    flip(0, file, bad);
    fetch(file);
    assertThat(refused).isNotEmpty().containsOnly(bad);
    assertThat(added).hasSize((int) file.pieces()).isSorted().doesNotHaveDuplicates();
    assertThat(region.node(2).blobs().find(file.sha256())).contains(file);
  }

  private void flip(int node, BlobReference file, int piece) throws IOException {
    String name = HexFormat.of().formatHex(file.sha256().toByteArray());
    try (FileChannel disk =
        FileChannel.open(
            files(node).resolve(name.substring(0, 2)).resolve(name),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      long at = (long) piece * BlobReference.PIECE_BYTES + 777;
      assertThat(disk.read(one, at)).isEqualTo(1);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      assertThat(disk.write(one, at)).isEqualTo(1);
    }
  }
}
