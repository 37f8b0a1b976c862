package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Signatures;
import org.tisc.proto.federation.v1.FeedEntry;
import org.tisc.proto.federation.v1.FeedHeader;

/**
 * Entries to and from their wire form. A header's bytes are kept as they came, so that what a newer
 * release added to them survives. Reading checks form and bounds, that hash and length of a body
 * are those of its header, and nothing about signatures. Stateless and thread-safe.
 */
public final class EntryProtos {
  private EntryProtos() {}

  /** The wire form. */
  public static FeedEntry encode(SignedEntry entry) {
    FeedEntry.Builder builder =
        FeedEntry.newBuilder().setHeader(entry.headerBytes()).setSignature(entry.signature());
    entry.body().ifPresent(body -> builder.setSalt(body.salt()).setBody(body.content()));
    return builder.build();
  }

  /**
   * Reads the wire form. Raises INVALID_ENTRY for what breaks a rule of the contract, TOO_LARGE for
   * a header or body over its bound.
   */
  public static SignedEntry decode(FeedEntry entry) {
    requireSize("header", entry.getHeader().size(), EntryHeader.MAX_BYTES);
    requireSize("body", entry.getBody().size(), EntryHeader.MAX_BODY_BYTES);
    if (entry.getSignature().size() != Signatures.BYTES) {
      throw invalid("a signature of " + Signatures.BYTES + " bytes");
    }
    EntryHeader header = header(entry.getHeader());
    return new SignedEntry(
        entry.getHeader(),
        header,
        EntryDigests.ofHeader(entry.getHeader()),
        entry.getSignature(),
        body(header, entry.getSalt(), entry.getBody()));
  }

  /**
   * An entry from the parts that a store keeps.
   *
   * @param salt empty without a body
   * @param body empty without a body
   */
  public static SignedEntry decode(byte[] header, byte[] signature, byte[] salt, byte[] body) {
    return decode(
        FeedEntry.newBuilder()
            .setHeader(UnsafeByteOperations.unsafeWrap(header))
            .setSignature(UnsafeByteOperations.unsafeWrap(signature))
            .setSalt(UnsafeByteOperations.unsafeWrap(salt))
            .setBody(UnsafeByteOperations.unsafeWrap(body))
            .build());
  }

  private static Optional<EntryBody> body(EntryHeader header, ByteString salt, ByteString content) {
    if (salt.isEmpty() && content.isEmpty()) {
      return Optional.empty();
    }
    if (salt.size() != EntryBody.SALT_BYTES || content.size() != header.bodyBytes()) {
      throw invalid("a body as long as its header says, with its salt");
    }
    if (content.isEmpty()) {
      throw invalid("no salt where there is no body");
    }
    EntryBody body = new EntryBody(salt, content);
    if (!EntryDigests.ofBody(body).equals(header.bodyHash())) {
      throw invalid("the body whose hash its header names");
    }
    return Optional.of(body);
  }

  /** A header's bytes. Raises TOO_LARGE. */
  static ByteString encode(EntryHeader header) {
    FeedHeader.Builder builder =
        FeedHeader.newBuilder()
            .setNetwork(header.feed().network().value())
            .setOrigin(header.feed().origin().value())
            .setAudience(header.feed().audience().text())
            .setEpoch(header.epoch())
            .setSequence(header.sequence())
            .setPreviousHash(header.previous().bytes())
            .setKind(header.kind())
            .setRecordId(header.recordId())
            .setRevision(header.revision())
            .setCreatedAtMillis(header.createdAt().toEpochMilli())
            .setTlp(tlp(header.tlp()))
            .setUrgent(header.urgent())
            .setBodyHash(header.bodyHash())
            .setBodyBytes(header.bodyBytes())
            .setKeyHash(ByteString.copyFrom(header.key().bytes()))
            .addAllErases(header.erases());
    header.blobs().forEach(blob -> builder.addBlobs(blob(blob)));
    ByteString bytes = builder.build().toByteString();
    requireSize("header", bytes.size(), EntryHeader.MAX_BYTES);
    return bytes;
  }

  private static EntryHeader header(ByteString bytes) {
    try {
      FeedHeader proto = FeedHeader.parseFrom(bytes);
      return new EntryHeader(
          new FeedId(
              new NetworkId(proto.getNetwork()),
              new NodeId(proto.getOrigin()),
              Audience.parse(proto.getAudience())),
          proto.getEpoch(),
          proto.getSequence(),
          new EntryHash(proto.getPreviousHash()),
          proto.getKind(),
          proto.getRecordId(),
          proto.getRevision(),
          Instant.ofEpochMilli(proto.getCreatedAtMillis()),
          tlp(proto.getTlp()),
          proto.getUrgent(),
          proto.getBodyHash(),
          proto.getBodyBytes(),
          blobs(proto),
          KeyHash.of(proto.getKeyHash().toByteArray()),
          proto.getErasesList());
    } catch (InvalidProtocolBufferException | DateTimeException e) {
      throw new TiscException(Reason.INVALID_ENTRY, "The header of an entry cannot be read", e);
    } catch (TiscException e) {
      throw new TiscException(Reason.INVALID_ENTRY, "An entry breaks a rule: " + e.getMessage(), e);
    }
  }

  private static List<BlobReference> blobs(FeedHeader proto) {
    return proto.getBlobsList().stream()
        .map(blob -> new BlobReference(blob.getSha256(), blob.getSize(), blob.getPiecesSha256()))
        .toList();
  }

  private static org.tisc.proto.federation.v1.BlobReference blob(BlobReference blob) {
    return org.tisc.proto.federation.v1.BlobReference.newBuilder()
        .setSha256(blob.sha256())
        .setSize(blob.size())
        .setPiecesSha256(blob.piecesSha256())
        .build();
  }

  private static org.tisc.proto.federation.v1.Tlp tlp(Tlp tlp) {
    return switch (tlp) {
      case CLEAR -> org.tisc.proto.federation.v1.Tlp.TLP_CLEAR;
      case GREEN -> org.tisc.proto.federation.v1.Tlp.TLP_GREEN;
      case AMBER -> org.tisc.proto.federation.v1.Tlp.TLP_AMBER;
      case AMBER_STRICT -> org.tisc.proto.federation.v1.Tlp.TLP_AMBER_STRICT;
      case RED -> org.tisc.proto.federation.v1.Tlp.TLP_RED;
    };
  }

  private static Tlp tlp(org.tisc.proto.federation.v1.Tlp tlp) {
    return switch (tlp) {
      case TLP_CLEAR -> Tlp.CLEAR;
      case TLP_GREEN -> Tlp.GREEN;
      case TLP_AMBER -> Tlp.AMBER;
      case TLP_AMBER_STRICT -> Tlp.AMBER_STRICT;
      case TLP_RED -> Tlp.RED;
      // A mark that nobody here could obey is refused rather than taken for a weaker one.
      case TLP_UNSPECIFIED, UNRECOGNIZED -> throw invalid("a mark that this release knows");
    };
  }

  private static void requireSize(String what, int bytes, int most) {
    if (bytes > most) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "The " + what + " of an entry has at most " + most + " bytes, not " + bytes);
    }
  }

  private static TiscException invalid(String what) {
    return new TiscException(Reason.INVALID_ENTRY, "An entry has " + what);
  }
}
