package org.tisc.federation.roster;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.MemberSignatures;

/**
 * A removal's exact bytes with a deputy's signature over them. Stored and relayed as it came.
 *
 * @param bytes the serialised removal
 * @param signature ECDSA over the domain {@link #DOMAIN} and the bytes
 * @param deputyKey the deputy's key as SubjectPublicKeyInfo
 */
public record SignedRemoval(ByteString bytes, ByteString signature, ByteString deputyKey) {
  /** The most removals that are in force beside one roster. */
  public static final int MAX_REMOVALS = 128;

  static final String DOMAIN = "tisc removal v1";
  private static final int MAX_SIGNATURE = 256;
  private static final int DIGEST_BYTES = 8;

  /** Signs a removal with the deputy's key for connections. */
  public static SignedRemoval sign(Removal removal, Identity deputy) {
    ByteString bytes = removal.encode();
    return new SignedRemoval(
        bytes,
        ByteString.copyFrom(MemberSignatures.sign(deputy.key(), DOMAIN, bytes.toByteArray())),
        ByteString.copyFrom(deputy.certificate().getPublicKey().getEncoded()));
  }

  /** The wire form. */
  public org.tisc.proto.federation.v1.SignedRemoval toProto() {
    return org.tisc.proto.federation.v1.SignedRemoval.newBuilder()
        .setRemoval(bytes)
        .setSignature(signature)
        .setDeputyKey(deputyKey)
        .build();
  }

  /** Reads the wire form without judging it. */
  public static SignedRemoval of(org.tisc.proto.federation.v1.SignedRemoval proto) {
    return new SignedRemoval(proto.getRemoval(), proto.getSignature(), proto.getDeputyKey());
  }

  /** What it says, unjudged. Raises INVALID_ROSTER, TOO_LARGE. */
  public Removal removal() {
    return Removal.decode(bytes);
  }

  /**
   * Judges it by a roster: a deputy there signed it with a key that the roster lists, and it says
   * something about that roster. Raises INVALID_ROSTER, TOO_LARGE.
   */
  Removal verify(Roster roster) {
    Removal removal = removal();
    PublicKey key;
    try {
      key = MemberSignatures.decode(deputyKey.toByteArray());
    } catch (TiscException e) {
      throw new TiscException(Reason.INVALID_ROSTER, "A removal names no key: " + e.getMessage());
    }
    if (!removal.speaksOf(roster)
        || roster
            .member(removal.deputy())
            .filter(deputy -> deputy.mayUse(KeyHash.of(key)))
            .isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "The removal of "
              + removal.node()
              + " by "
              + removal.deputy()
              + " does not hold by roster version "
              + roster.version());
    }
    if (signature.size() > MAX_SIGNATURE
        || !MemberSignatures.verify(key, DOMAIN, bytes.toByteArray(), signature.toByteArray())) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "The signature under the removal of " + removal.node() + " is not its deputy's");
    }
    return removal;
  }

  /** A short name of a set of removals, whatever their order; empty for none. */
  static ByteString digest(List<SignedRemoval> removals) {
    if (removals.isEmpty()) {
      return ByteString.EMPTY;
    }
    MessageDigest all = sha256();
    removals.stream()
        .map(removal -> sha256().digest(removal.toProto().toByteArray()))
        .sorted(Arrays::compareUnsigned)
        .forEach(all::update);
    return ByteString.copyFrom(all.digest(), 0, DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
