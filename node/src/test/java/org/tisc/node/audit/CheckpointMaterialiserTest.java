package org.tisc.node.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.audit.AuditCheckpoint;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryBody;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.store.Store;

class CheckpointMaterialiserTest {
  private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");
  private static final PeerId TIANJIN = new PeerId(new NetworkId("jjj"), new NodeId("tianjin"));
  private static final PeerId HEBEI = new PeerId(new NetworkId("jjj"), new NodeId("hebei"));
  private static final ByteString HASH = ByteString.copyFrom(new byte[32]);

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder.resolve("node.db"), List.of(Witness.class));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static StoredEntry entry(
      FeedId feed, String record, long sequence, ByteString body, Instant at) {
    return new StoredEntry(
        new SignedEntry(
            ByteString.copyFromUtf8("header"),
            new EntryHeader(
                feed,
                1,
                sequence,
                sequence == 1 ? EntryHash.NONE : new EntryHash(HASH),
                CheckpointBody.KIND,
                record,
                sequence,
                at,
                Tlp.GREEN,
                false,
                HASH,
                body.size(),
                List.of(),
                new KeyHash("00".repeat(32)),
                List.of()),
            new EntryHash(HASH),
            ByteString.EMPTY,
            Optional.of(new EntryBody(ByteString.copyFrom(new byte[EntryBody.SALT_BYTES]), body))),
        true,
        at,
        StoredEntry.Effect.APPLIED);
  }

  private static ByteString body(long size, String digit) {
    return CheckpointBody.write(new AuditCheckpoint(size, digit.repeat(64), START));
  }

  private void apply(StoredEntry entry) {
    boolean _ =
        store.write(
            tx -> {
              new CheckpointMaterialiser().apply(entry, tx);
              return true;
            });
  }

  private void told(PeerId origin, long sequence, long size, String digit) {
    told(origin, sequence, size, digit, START.plusSeconds(sequence));
  }

  private void told(PeerId origin, long sequence, long size, String digit, Instant at) {
    apply(entry(FeedId.toNetwork(origin), CheckpointBody.RECORD, sequence, body(size, digit), at));
  }

  private List<AuditContradiction> contradictions() {
    return store.read(tx -> CheckpointRows.contradictions(tx, 1000));
  }

  private List<Long> sizes(PeerId origin) {
    return store.read(tx -> CheckpointRows.all(origin, tx)).stream()
        .map(one -> one.checkpoint().size())
        .toList();
  }

  @Test
  void aLogThatGrowsIsKeptWithoutAWord() {
    told(TIANJIN, 1, 10, "a");
    told(TIANJIN, 5, 20, "b");
    told(TIANJIN, 9, 20, "b");
    told(HEBEI, 1, 7, "c");
    assertThat(contradictions()).isEmpty();
    List<KeptCheckpoint> newest = store.read(CheckpointRows::newest);
    assertThat(newest)
        .extracting(one -> one.origin().node().value(), one -> one.checkpoint().size())
        .containsExactly(tuple("hebei", 7L), tuple("tianjin", 20L));
  }

  @Test
  void aLogThatGoesBackIsProvenOnceAndMayGrowAgain() {
    told(TIANJIN, 1, 10, "a");
    told(TIANJIN, 2, 20, "b");
    told(TIANJIN, 3, 15, "c");
    told(TIANJIN, 4, 18, "d");
    assertThat(contradictions())
        .extracting(
            AuditContradiction::origin,
            AuditContradiction::finding,
            AuditContradiction::kept,
            AuditContradiction::told)
        .containsExactly(tuple(TIANJIN, AuditComparison.Finding.CUT, 20L, 15L));
  }

  @Test
  void twoHashesOfOneEntryAreProven() {
    told(TIANJIN, 1, 10, "a");
    told(TIANJIN, 2, 20, "b");
    told(TIANJIN, 3, 20, "c");
    assertThat(contradictions())
        .extracting(AuditContradiction::finding, AuditContradiction::keptHead)
        .containsExactly(tuple(AuditComparison.Finding.REWRITTEN, "b".repeat(64)));
  }

  @Test
  void theOrderInWhichEntriesComeDoesNotMatter() {
    told(TIANJIN, 3, 15, "c");
    told(TIANJIN, 1, 10, "a");
    assertThat(contradictions()).isEmpty();
    told(TIANJIN, 2, 20, "b");
    assertThat(contradictions())
        .extracting(AuditContradiction::kept, AuditContradiction::told)
        .containsExactly(tuple(20L, 15L));
  }

  @Test
  void theSameEntryAgainChangesNothing() {
    told(TIANJIN, 1, 10, "a");
    told(TIANJIN, 1, 10, "a");
    assertThat(sizes(TIANJIN)).containsExactly(10L);
    assertThat(contradictions()).isEmpty();
  }

  @Test
  void aFloodOfCheckpointsDoesNotWashOutTheFirstOfEachDay() {
    told(TIANJIN, 1, 10, "a");
    told(TIANJIN, 2, 11, "a", START.plus(Duration.ofDays(1)));
    for (int i = 3; i <= 400; i++) {
      told(TIANJIN, i, 20 + i, "b", START.plus(Duration.ofDays(1)).plusSeconds(i));
    }
    assertThat(sizes(TIANJIN)).hasSize(CheckpointRows.NEWEST + 2).startsWith(10L, 11L, 321L);
    assertThat(sizes(TIANJIN)).endsWith(420L);
  }

  @Test
  void proofsAgainstOneMemberAreBounded() {
    for (int i = 1; i <= 500; i++) {
      told(TIANJIN, i, i % 2 == 0 ? 5 : 1000 + i, "a");
    }
    assertThat(contradictions()).hasSize(100);
    told(HEBEI, 1, 20, "a");
    told(HEBEI, 2, 10, "b");
    assertThat(contradictions()).hasSize(101);
  }

  @Test
  void whatIsNoCheckpointOfTheWholeNetworkIsRefused() {
    FeedId network = FeedId.toNetwork(TIANJIN);
    List<StoredEntry> bad =
        List.of(
            entry(
                FeedId.toPeer(TIANJIN, HEBEI.node()),
                CheckpointBody.RECORD,
                1,
                body(1, "a"),
                START),
            entry(network, "another-record", 1, body(1, "a"), START),
            entry(network, CheckpointBody.RECORD, 1, ByteString.copyFromUtf8("no JSON"), START),
            entry(network, CheckpointBody.RECORD, 1, ByteString.copyFromUtf8("{}"), START),
            entry(
                network,
                CheckpointBody.RECORD,
                1,
                ByteString.copyFromUtf8(
                    "{\"schema\":\"tisc.audit-checkpoint/1\",\"size\":0,\"head\":\"%s\",\"at\":\"%s\"}"
                        .formatted("a".repeat(64), START)),
                START),
            entry(
                network,
                CheckpointBody.RECORD,
                1,
                ByteString.copyFromUtf8(
                    "{\"schema\":\"tisc.audit-checkpoint/1\",\"size\":5,\"head\":\"%s\",\"at\":\"soon\"}"
                        .formatted("a".repeat(64))),
                START),
            entry(
                network,
                CheckpointBody.RECORD,
                1,
                ByteString.copyFromUtf8("{\"x\":\"" + "y".repeat(5000) + "\"}"),
                START));
    for (StoredEntry entry : bad) {
      assertThatThrownBy(() -> apply(entry)).isInstanceOf(TiscException.class);
    }
    assertThat(sizes(TIANJIN)).isEmpty();
  }

  @Test
  void nothingButSizeHashAndTimeLeavesTheNode() {
    assertThat(body(12, "a").toStringUtf8())
        .isEqualTo(
            "{\"schema\":\"tisc.audit-checkpoint/1\",\"size\":12,\"head\":\"%s\",\"at\":\"2026-12-01T00:00:00Z\"}"
                .formatted("a".repeat(64)));
  }
}
