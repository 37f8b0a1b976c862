package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;
import org.tisc.proto.federation.v1.SignedHave;

/**
 * What the readers of this node's feeds in one network said: of each reader and feed the newest
 * statement whose signature was checked and whose hash is in our chain, and the newest refusal.
 * Kept in memory, and on disk gathered: what a crash loses is told again when the reader's stream
 * comes up. Thread-safe; {@link #load} and {@link #flush} alone wait for disk.
 */
final class Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);
  private static final String KIND = "receipt";
  private static final byte FORM = 1;
  // Readers whose documents are written in one round, so that no region keeps the disk busy.
  private static final int WRITES = 64;
  // A statement of our own release has some 10 kB at most; a longer one proves no more.
  private static final int MAX_EVIDENCE = 64 * 1024;

  private record Receipt(long number, FeedPosition position, Instant at, SignedHave evidence) {}

  private record Rejection(long epoch, long sequence, String reason, String text, Instant at) {}

  /** All of one reader, by the audience of the own feed. */
  private static final class Reader {
    private final Map<Audience, Receipt> receipts = new TreeMap<>();
    private final Map<Audience, Rejection> rejections = new TreeMap<>();
    private final Map<Audience, FeedPosition> left = new TreeMap<>();
    private boolean active;
    private long revision;
  }

  private final PeerId self;
  private final StateStore store;
  private final BiPredicate<FeedId, FeedPosition> counts;
  private final List<Consumer<FeedId>> listeners = new CopyOnWriteArrayList<>();
  private final Map<NodeId, Reader> readers = new TreeMap<>();
  private final Set<NodeId> unsaved = new LinkedHashSet<>();

  /**
   * Receipts for the feeds of one node.
   *
   * @param counts whether an entry of an own feed counts, which those of an epoch do that a later
   *     one counts in
   */
  Receipts(PeerId self, StateStore store, BiPredicate<FeedId, FeedPosition> counts) {
    this.self = self;
    this.store = store;
    this.counts = counts;
  }

  /** Reads what the disk has. A damaged document counts as none: its reader tells again. */
  synchronized void load() {
    String prefix = self.network() + ".";
    for (StateDocument document : store.list(KIND)) {
      if (!document.id().startsWith(prefix)) {
        continue;
      }
      NodeId node = new NodeId(document.id().substring(prefix.length()));
      Reader reader = new Reader();
      try {
        decode(document.content(), reader);
      } catch (IOException | TiscException e) {
        LOG.warn(
            "The receipts of {} cannot be read and are asked for anew: {}", node, e.toString());
        reader = new Reader();
      }
      reader.revision = document.revision();
      readers.put(node, reader);
    }
  }

  /** Tells these of changes. */
  void onChange(Consumer<FeedId> listener) {
    listeners.add(listener);
  }

  /** Brings the table in line with who takes part now, given where the own feeds stand. */
  void follow(Collection<NodeId> members, Map<FeedId, FeedPosition> heads) {
    boolean changed = false;
    synchronized (this) {
      for (NodeId member : members) {
        Reader reader = readers.computeIfAbsent(member, _ -> new Reader());
        if (!reader.active || !reader.left.isEmpty()) {
          reader.active = true;
          reader.left.clear();
          unsaved.add(member);
          changed = true;
        }
      }
      for (Map.Entry<NodeId, Reader> each : readers.entrySet()) {
        Reader reader = each.getValue();
        if (reader.active && !members.contains(each.getKey())) {
          reader.active = false;
          heads.forEach((feed, head) -> reader.left.put(feed.audience(), head));
          unsaved.add(each.getKey());
          changed = true;
        }
      }
    }
    if (changed) {
      heads.keySet().forEach(this::tell);
    }
  }

  /** Whether a statement says something newer of an own feed than what is known. */
  synchronized boolean news(NodeId reader, FeedId feed, Statement statement) {
    Reader known = readers.get(reader);
    Receipt receipt = known == null ? null : known.receipts.get(feed.audience());
    return receipt == null || receipt.number() < statement.number();
  }

  /** The statement that is known of a reader about an own feed. */
  synchronized Optional<Statement> newest(NodeId reader, FeedId feed) {
    return Optional.ofNullable(readers.get(reader))
        .map(known -> known.receipts.get(feed.audience()))
        .map(receipt -> FeedFrames.statement(self.network(), receipt.evidence()));
  }

  /** Takes a statement whose signature, and whose hash for this own feed, were checked. */
  void stored(FeedId feed, Statement statement) {
    FeedPosition position = statement.positions().getOrDefault(feed, FeedPosition.START);
    if (statement.bytes().size() > MAX_EVIDENCE) {
      return;
    }
    synchronized (this) {
      if (!news(statement.reader(), feed, statement)) {
        return;
      }
      Reader reader = readers.computeIfAbsent(statement.reader(), _ -> new Reader());
      Receipt before =
          reader.receipts.put(
              feed.audience(),
              new Receipt(
                  statement.number(), position, statement.at(), FeedFrames.encode(statement)));
      Rejection rejection = reader.rejections.get(feed.audience());
      boolean past =
          rejection != null
              && covers(position, rejection.epoch(), Math.max(1, rejection.sequence()));
      if (past) {
        reader.rejections.remove(feed.audience());
      }
      if (!past && before != null && before.position().equals(position)) {
        // Nothing new for anybody but a later number, which the next change brings to disk.
        return;
      }
      unsaved.add(statement.reader());
    }
    tell(feed);
  }

  /** A reader refuses an entry of an own feed, or all of the feed. */
  void rejected(NodeId node, Frame.Nack nack, Instant now) {
    synchronized (this) {
      Reader reader = readers.get(node);
      if (reader == null) {
        return;
      }
      Rejection fresh =
          new Rejection(nack.epoch(), nack.sequence(), nack.reason(), nack.text(), now);
      Rejection before = reader.rejections.get(nack.feed().audience());
      if (before != null
          && before.reason().equals(fresh.reason())
          && before.epoch() == fresh.epoch()
          && before.sequence() == fresh.sequence()) {
        return;
      }
      reader.rejections.put(nack.feed().audience(), fresh);
      unsaved.add(node);
    }
    tell(nack.feed());
  }

  private void tell(FeedId feed) {
    listeners.forEach(listener -> listener.accept(feed));
  }

  /** What is known of an entry at its readers. Blocks on local disk. */
  List<Delivery> of(FeedId feed, FeedPosition entry) {
    return feed.originId().equals(self) ? of(feed, entry, counts.test(feed, entry)) : List.of();
  }

  private synchronized List<Delivery> of(FeedId feed, FeedPosition entry, boolean counted) {
    List<Delivery> deliveries = new ArrayList<>();
    readers.forEach(
        (node, reader) -> {
          if (feed.concerns(node)) {
            delivery(node, reader, feed.audience(), entry, counted).ifPresent(deliveries::add);
          }
        });
    return deliveries;
  }

  private static Optional<Delivery> delivery(
      NodeId node, Reader reader, Audience audience, FeedPosition entry, boolean counted) {
    Receipt receipt = reader.receipts.get(audience);
    if (receipt != null && receipt.position().epoch() > entry.epoch() && !counted) {
      // It may have had it, or went on without it.
      return Optional.of(new Delivery(node, Delivery.State.UNKNOWN, Optional.empty(), "", ""));
    }
    if (receipt != null && covers(receipt.position(), entry.epoch(), entry.sequence())) {
      return Optional.of(
          new Delivery(node, Delivery.State.STORED, Optional.of(receipt.at()), "", ""));
    }
    if (!reader.active) {
      FeedPosition left = reader.left.getOrDefault(audience, FeedPosition.START);
      return covers(left, entry.epoch(), entry.sequence())
          ? Optional.of(new Delivery(node, Delivery.State.UNKNOWN, Optional.empty(), "", ""))
          : Optional.empty();
    }
    Rejection rejection = reader.rejections.get(audience);
    if (rejection != null
        && (rejection.sequence() == 0
            || rejection.epoch() < entry.epoch()
            || (rejection.epoch() == entry.epoch() && rejection.sequence() <= entry.sequence()))) {
      return Optional.of(
          new Delivery(
              node,
              Delivery.State.REJECTED,
              Optional.of(rejection.at()),
              rejection.reason(),
              rejection.text()));
    }
    return Optional.of(new Delivery(node, Delivery.State.QUEUED, Optional.empty(), "", ""));
  }

  // Who holds an entry of a later epoch holds what that epoch counts in of the earlier ones.
  private static boolean covers(FeedPosition position, long epoch, long sequence) {
    return position.epoch() > epoch
        || (position.epoch() == epoch && position.sequence() >= sequence);
  }

  /** The receipt of a reader for an own feed. */
  synchronized Optional<SignedHave> evidence(FeedId feed, NodeId node) {
    Reader reader = readers.get(node);
    Receipt receipt =
        reader == null || !feed.originId().equals(self)
            ? null
            : reader.receipts.get(feed.audience());
    return Optional.ofNullable(receipt).map(Receipt::evidence);
  }

  /** Writes some of what changed since it was written last. */
  void flush() {
    List<NodeId> due;
    synchronized (this) {
      due = unsaved.stream().limit(WRITES).toList();
      due.forEach(unsaved::remove);
    }
    for (NodeId node : due) {
      try {
        write(node);
      } catch (TiscException e) {
        LOG.warn("The receipts of {} are not on disk yet: {}", node, e.getMessage());
        synchronized (this) {
          unsaved.add(node);
        }
      }
    }
  }

  private void write(NodeId node) {
    Reader reader;
    ByteString content;
    synchronized (this) {
      reader = readers.get(node);
      if (reader == null) {
        return;
      }
      content = encode(reader);
    }
    // Written by the one thread that flushes, so that the revision is nobody else's.
    StateDocument stored = store.write(KIND, self.network() + "." + node, reader.revision, content);
    reader.revision = stored.revision();
  }

  private static ByteString encode(Reader reader) {
    ByteString.Output bytes = ByteString.newOutput();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      out.writeBoolean(reader.active);
      out.writeInt(reader.receipts.size());
      for (Map.Entry<Audience, Receipt> each : reader.receipts.entrySet()) {
        out.writeUTF(each.getKey().text());
        Receipt receipt = each.getValue();
        out.writeLong(receipt.number());
        write(out, receipt.position());
        out.writeLong(receipt.at().toEpochMilli());
        byte[] evidence = receipt.evidence().toByteArray();
        out.writeInt(evidence.length);
        out.write(evidence);
      }
      out.writeInt(reader.rejections.size());
      for (Map.Entry<Audience, Rejection> each : reader.rejections.entrySet()) {
        out.writeUTF(each.getKey().text());
        Rejection rejection = each.getValue();
        out.writeLong(rejection.epoch());
        out.writeLong(rejection.sequence());
        out.writeUTF(rejection.reason());
        out.writeUTF(rejection.text());
        out.writeLong(rejection.at().toEpochMilli());
      }
      out.writeInt(reader.left.size());
      for (Map.Entry<Audience, FeedPosition> each : reader.left.entrySet()) {
        out.writeUTF(each.getKey().text());
        write(out, each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString();
  }

  private static void write(DataOutputStream out, FeedPosition position) throws IOException {
    out.writeLong(position.epoch());
    out.writeLong(position.sequence());
    byte[] hash = position.hash().bytes().toByteArray();
    out.writeByte(hash.length);
    out.write(hash);
  }

  private static void decode(ByteString content, Reader reader) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content.toByteArray()));
    if (in.readByte() != FORM) {
      throw new IOException("of a form that this release does not know");
    }
    reader.active = in.readBoolean();
    for (int i = in.readInt(); i > 0; i--) {
      Audience audience = Audience.parse(in.readUTF());
      long number = in.readLong();
      FeedPosition position = position(in);
      Instant at = Instant.ofEpochMilli(in.readLong());
      byte[] evidence = in.readNBytes(in.readInt());
      reader.receipts.put(audience, new Receipt(number, position, at, parse(evidence)));
    }
    for (int i = in.readInt(); i > 0; i--) {
      reader.rejections.put(
          Audience.parse(in.readUTF()),
          new Rejection(
              in.readLong(),
              in.readLong(),
              in.readUTF(),
              in.readUTF(),
              Instant.ofEpochMilli(in.readLong())));
    }
    for (int i = in.readInt(); i > 0; i--) {
      Audience audience = Audience.parse(in.readUTF());
      reader.left.put(audience, position(in));
    }
  }

  private static SignedHave parse(byte[] evidence) throws InvalidProtocolBufferException {
    return SignedHave.parseFrom(evidence);
  }

  private static FeedPosition position(DataInputStream in) throws IOException {
    long epoch = in.readLong();
    long sequence = in.readLong();
    return new FeedPosition(
        epoch, sequence, new EntryHash(ByteString.copyFrom(in.readNBytes(in.readByte()))));
  }
}
