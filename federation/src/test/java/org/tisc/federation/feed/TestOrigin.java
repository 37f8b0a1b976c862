package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** An origin that makes whatever entries a test wants of it, right or wrong. */
public final class TestOrigin {
  public static final NetworkId NETWORK = new NetworkId("north");
  public static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T08:00:00.123Z"));

  private final NodeId node;
  private KeyPair key = KeyPairs.ed25519();

  public TestOrigin(String node) {
    this.node = new NodeId(node);
  }

  /** Its feed for the network. */
  public FeedId feed() {
    return FeedId.toNetwork(new PeerId(NETWORK, node));
  }

  /** Its feed for one member. */
  public FeedId feed(String reader) {
    return FeedId.toPeer(new PeerId(NETWORK, node), new NodeId(reader));
  }

  public NodeId node() {
    return node;
  }

  public KeyPair key() {
    return key;
  }

  public FeedKey feedKey() {
    return FeedKey.of(key.getPublic());
  }

  /** Signs with this key from now on. */
  public void use(KeyPair other) {
    key = other;
  }

  /** Makes entries as the origin itself does. */
  public FeedStore.Maker maker() {
    return new EntrySigner(_ -> Optional.of(key), CLOCK);
  }

  public static EntryDraft draft(FeedId feed, String kind, String record, long revision) {
    return draft(feed, kind, record, revision, kind + " " + record + " " + revision, List.of());
  }

  public static EntryDraft draft(
      FeedId feed, String kind, String record, long revision, String body, List<Long> erases) {
    return new EntryDraft(
        feed,
        kind,
        record,
        revision,
        Tlp.GREEN,
        false,
        ByteString.copyFromUtf8(body),
        List.of(),
        erases);
  }

  public SignedEntry next(EntryDraft draft, FeedPosition head) {
    return maker().next(draft, head);
  }

  /** The first entry of the epoch behind this place. */
  public SignedEntry epoch(FeedId feed, FeedPosition countedIn) {
    return next(
        draft(feed, EntrySigner.EPOCH, "epoch-" + (countedIn.epoch() + 1), 1, "", List.of()),
        countedIn);
  }

  /** So many entries behind this place, each about its own record. */
  public List<SignedEntry> chain(FeedId feed, FeedPosition after, int entries, String name) {
    List<SignedEntry> chain = new ArrayList<>();
    FeedPosition head = after;
    for (int i = 0; i < entries; i++) {
      SignedEntry next = next(draft(feed, "alert", name + "-" + i, 1), head);
      chain.add(next);
      head = next.position();
    }
    return chain;
  }
}
