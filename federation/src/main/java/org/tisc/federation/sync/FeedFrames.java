package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.EntryProtos;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Signatures;
import org.tisc.proto.federation.v1.FeedDigest;
import org.tisc.proto.federation.v1.FeedEntries;
import org.tisc.proto.federation.v1.FeedEntry;
import org.tisc.proto.federation.v1.FeedFrame;
import org.tisc.proto.federation.v1.FeedHave;
import org.tisc.proto.federation.v1.FeedNack;
import org.tisc.proto.federation.v1.FeedWant;
import org.tisc.proto.federation.v1.ForkProof;
import org.tisc.proto.federation.v1.Have;
import org.tisc.proto.federation.v1.SignedHave;

/**
 * Frames of the topic to and from their wire form. Whatever breaks a rule of the contract raises
 * INVALID_ARGUMENT, INVALID_ENTRY or TOO_LARGE. Numbers that the contract calls unsigned are at
 * most 2^63 - 1 here. Stateless and thread-safe.
 */
final class FeedFrames {
  /** Statements of one frame. */
  static final int MAX_STATEMENTS = 64;

  /** Positions of one statement. */
  static final int MAX_POSITIONS = 1000;

  private static final int MAX_HAVE_BYTES = 256 * 1024;
  private static final int MAX_REASON = 64;
  private static final int MAX_TEXT = 500;

  private FeedFrames() {}

  /** Reads a frame of this network that is already bounded in length. */
  static Frame decode(NetworkId network, ByteString payload, int maxEntries) {
    FeedFrame frame;
    try {
      frame = FeedFrame.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The frame is none of feeds", e);
    }
    return switch (frame.getKindCase()) {
      case HAVE -> haves(network, frame.getHave());
      case WANT -> new Frame.Wanted(want(network, frame.getWant()));
      case ENTRIES -> entries(network, frame.getEntries(), maxEntries);
      case NACK -> nack(network, frame.getNack());
      case FORK -> fork(network, frame.getFork());
      case DIGEST -> digest(frame.getDigest());
      case KIND_NOT_SET -> new Frame.Unknown();
    };
  }

  static ByteString encode(Frame frame) {
    FeedFrame.Builder builder = FeedFrame.newBuilder();
    switch (frame) {
      case Frame.Haves haves -> builder.setHave(encode(haves));
      case Frame.Wanted wanted -> builder.setWant(encode(wanted.want()));
      case Frame.Entries entries -> builder.setEntries(encode(entries));
      case Frame.Nack nack ->
          builder.setNack(
              FeedNack.newBuilder()
                  .setOrigin(nack.feed().origin().value())
                  .setAudience(nack.feed().audience().text())
                  .setEpoch(nack.epoch())
                  .setSequence(nack.sequence())
                  .setReason(nack.reason())
                  .setText(nack.text()));
      case Frame.Fork fork ->
          builder.setFork(
              ForkProof.newBuilder()
                  .setFirst(EntryProtos.encode(fork.evidence().first()))
                  .setSecond(EntryProtos.encode(fork.evidence().second())));
      case Frame.Digest digest ->
          builder.setDigest(
              FeedDigest.newBuilder()
                  .setPositionsSha256(digest.sha256())
                  .setCount(digest.count())
                  .setTellAll(digest.tellAll()));
      case Frame.Unknown _ -> {}
    }
    return builder.build().toByteString();
  }

  private static FeedHave encode(Frame.Haves haves) {
    FeedHave.Builder builder = FeedHave.newBuilder().setComplete(haves.complete());
    for (Statement statement : haves.statements()) {
      builder.addHaves(encode(statement));
    }
    return builder.build();
  }

  /** A statement as it travels and is kept. */
  static SignedHave encode(Statement statement) {
    return SignedHave.newBuilder()
        .setHave(statement.bytes())
        .setSignature(statement.signature())
        .build();
  }

  private static FeedWant encode(Want want) {
    return FeedWant.newBuilder()
        .setOrigin(want.feed().origin().value())
        .setAudience(want.feed().audience().text())
        .setEpoch(want.epoch())
        .setFromSequence(want.from())
        .setToSequence(want.to())
        .setBodiesNeeded(want.bodiesNeeded())
        .setMaxBytes(want.maxBytes())
        .build();
  }

  private static FeedEntries encode(Frame.Entries entries) {
    FeedEntries.Builder builder = FeedEntries.newBuilder().setLast(entries.last());
    for (SignedEntry entry : entries.run()) {
      builder.addEntries(EntryProtos.encode(entry));
    }
    return builder.build();
  }

  /** What is signed of a statement. */
  static ByteString have(
      NetworkId network,
      NodeId reader,
      long number,
      Instant at,
      Map<FeedId, FeedPosition> positions,
      ByteString key) {
    Have.Builder builder =
        Have.newBuilder()
            .setNetwork(network.value())
            .setReader(reader.value())
            .setNumber(number)
            .setAtMillis(at.toEpochMilli())
            .setKeyHash(key);
    new TreeMap<>(positions).forEach((feed, held) -> builder.addPositions(position(feed, held)));
    return builder.build().toByteString();
  }

  /** A position as it travels. */
  static org.tisc.proto.federation.v1.FeedPosition position(FeedId feed, FeedPosition held) {
    return org.tisc.proto.federation.v1.FeedPosition.newBuilder()
        .setOrigin(feed.origin().value())
        .setAudience(feed.audience().text())
        .setEpoch(held.epoch())
        .setSequence(held.sequence())
        .setHeadHash(held.hash().bytes())
        .build();
  }

  private static Frame.Haves haves(NetworkId network, FeedHave have) {
    requireCount("statements", have.getHavesCount(), MAX_STATEMENTS);
    List<Statement> statements = new ArrayList<>(have.getHavesCount());
    for (SignedHave signed : have.getHavesList()) {
      statements.add(statement(network, signed));
    }
    return new Frame.Haves(statements, have.getComplete());
  }

  /** Reads a statement of this network. */
  static Statement statement(NetworkId network, SignedHave signed) {
    if (signed.getHave().size() > MAX_HAVE_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE, "A statement has at most " + MAX_HAVE_BYTES + " bytes");
    }
    Have have;
    try {
      have = Have.parseFrom(signed.getHave());
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A statement cannot be read", e);
    }
    requireCount("positions", have.getPositionsCount(), MAX_POSITIONS);
    require(have.getNetwork().equals(network.value()), "a statement of this network");
    boolean unsigned = signed.getSignature().isEmpty() && have.getKeyHash().isEmpty();
    require(
        unsigned
            || (signed.getSignature().size() == Signatures.BYTES
                && have.getKeyHash().size() == EntryHash.BYTES),
        "a signature and a key's hash, or neither");
    require(have.getNumber() >= 0, "a number of at most 2^63 - 1");
    Map<FeedId, FeedPosition> positions = new TreeMap<>();
    FeedId before = null;
    for (org.tisc.proto.federation.v1.FeedPosition each : have.getPositionsList()) {
      FeedId feed = feed(network, each.getOrigin(), each.getAudience());
      require(before == null || before.compareTo(feed) < 0, "feeds in ascending order, each once");
      before = feed;
      positions.put(
          feed,
          new FeedPosition(each.getEpoch(), each.getSequence(), new EntryHash(each.getHeadHash())));
    }
    return new Statement(
        new NodeId(have.getReader()),
        have.getNumber(),
        // Any number is a moment; one that a clock cannot show is cut.
        Instant.ofEpochMilli(Math.clamp(have.getAtMillis(), 0, MAX_MILLIS)),
        positions,
        have.getKeyHash(),
        signed.getHave(),
        signed.getSignature());
  }

  // The year 9999, behind which dates have no common form.
  private static final long MAX_MILLIS = 253_402_300_799_999L;

  private static Want want(NetworkId network, FeedWant want) {
    require(
        want.getEpoch() >= 1
            && want.getFromSequence() >= 1
            && (want.getToSequence() == 0 || want.getToSequence() >= want.getFromSequence()),
        "an epoch and a range of sequences from 1");
    require(want.getMaxBytes() != 0, "room for at least one byte");
    return new Want(
        feed(network, want.getOrigin(), want.getAudience()),
        want.getEpoch(),
        want.getFromSequence(),
        want.getToSequence(),
        want.getBodiesNeeded(),
        want.getMaxBytes() < 0 ? Integer.MAX_VALUE : want.getMaxBytes());
  }

  private static Frame.Entries entries(NetworkId network, FeedEntries entries, int most) {
    requireCount("entries", entries.getEntriesCount(), most);
    require(entries.getEntriesCount() > 0, "at least one entry");
    List<SignedEntry> run = new ArrayList<>(entries.getEntriesCount());
    for (FeedEntry each : entries.getEntriesList()) {
      SignedEntry entry = EntryProtos.decode(each);
      SignedEntry last = run.isEmpty() ? entry : run.getLast();
      require(
          entry.header().feed().network().equals(network)
              && entry.header().feed().equals(last.header().feed())
              && entry.header().epoch() == last.header().epoch()
              && (run.isEmpty() || entry.header().sequence() == last.header().sequence() + 1),
          "entries of one feed of this network and one epoch, without gaps");
      run.add(entry);
    }
    return new Frame.Entries(run, entries.getLast());
  }

  private static Frame.Nack nack(NetworkId network, FeedNack nack) {
    require(nack.getEpoch() >= 0 && nack.getSequence() >= 0, "a place of at most 2^63 - 1");
    require(
        nack.getReason().length() <= MAX_REASON
            && nack.getReason().chars().allMatch(c -> c == '_' || (c >= 'A' && c <= 'Z')),
        "a code of A-Z and underscore");
    return new Frame.Nack(
        feed(network, nack.getOrigin(), nack.getAudience()),
        nack.getEpoch(),
        nack.getSequence(),
        nack.getReason(),
        plain(nack.getText()));
  }

  private static Frame.Fork fork(NetworkId network, ForkProof proof) {
    ForkEvidence evidence =
        new ForkEvidence(
            EntryProtos.decode(proof.getFirst()), EntryProtos.decode(proof.getSecond()));
    require(evidence.first().header().feed().network().equals(network), "a fork of this network");
    return new Frame.Fork(evidence);
  }

  private static Frame.Digest digest(FeedDigest digest) {
    require(digest.getPositionsSha256().size() == EntryHash.BYTES, "a digest of 32 bytes");
    return new Frame.Digest(digest.getPositionsSha256(), digest.getCount(), digest.getTellAll());
  }

  private static FeedId feed(NetworkId network, String origin, String audience) {
    return new FeedId(network, new NodeId(origin), Audience.parse(audience));
  }

  /** A peer's text without control characters, cut to its bound. */
  static String plain(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MAX_TEXT)
        .forEach(
            point -> {
              int type = Character.getType(point);
              boolean hidden =
                  Character.isISOControl(point)
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              clean.appendCodePoint(hidden ? '?' : point);
            });
    return clean.substring(0, Math.min(clean.length(), MAX_TEXT));
  }

  /** The positions' wire forms one after the other, as a digest covers them. */
  static List<ByteString> digestParts(Collection<Map.Entry<FeedId, FeedPosition>> told) {
    return told.stream().map(e -> position(e.getKey(), e.getValue()).toByteString()).toList();
  }

  private static void requireCount(String what, int count, int most) {
    if (count > most) {
      throw new TiscException(
          Reason.TOO_LARGE, "A frame has at most " + most + " " + what + ", not " + count);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A frame of feeds has " + what);
    }
  }
}
