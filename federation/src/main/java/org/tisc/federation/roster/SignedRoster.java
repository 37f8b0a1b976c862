package org.tisc.federation.roster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.Signatures;

/**
 * A roster's exact bytes with the signature over them. Stored and relayed as it came.
 *
 * @param bytes the serialised roster
 * @param signature Ed25519 over the domain {@link #DOMAIN} and the bytes
 * @param signerCertificate the roster key's certificate in DER
 */
public record SignedRoster(ByteString bytes, ByteString signature, ByteString signerCertificate) {
  static final String DOMAIN = "tisc roster v1";

  /** Signs a roster with the network's roster key. */
  public static SignedRoster sign(Roster roster, Identity rosterKey) {
    ByteString bytes = RosterProtos.encode(roster);
    return new SignedRoster(
        bytes,
        ByteString.copyFrom(Signatures.sign(rosterKey.key(), DOMAIN, bytes.toByteArray())),
        ByteString.copyFrom(Certificates.encode(rosterKey.certificate())));
  }

  /** The wire form. */
  public org.tisc.proto.federation.v1.SignedRoster toProto() {
    return org.tisc.proto.federation.v1.SignedRoster.newBuilder()
        .setRoster(bytes)
        .setSignature(signature)
        .setSignerCertificate(signerCertificate)
        .build();
  }

  /** Reads the wire form without judging it. */
  public static SignedRoster of(org.tisc.proto.federation.v1.SignedRoster proto) {
    return new SignedRoster(proto.getRoster(), proto.getSignature(), proto.getSignerCertificate());
  }

  /** The bytes that {@link #parse} reads. */
  public ByteString serialised() {
    return toProto().toByteString();
  }

  /** A roster as it is stored and exported. Raises INVALID_ROSTER. */
  public static SignedRoster parse(ByteString stored) {
    try {
      return of(org.tisc.proto.federation.v1.SignedRoster.parseFrom(stored));
    } catch (InvalidProtocolBufferException e) {
      throw new TiscException(Reason.INVALID_ROSTER, "A stored roster cannot be read", e);
    }
  }

  /** Whether the same roster key signed both. */
  boolean sameSigner(SignedRoster other) {
    return signerKey(this).equals(signerKey(other));
  }

  private static KeyHash signerKey(SignedRoster signed) {
    return KeyHash.of(Certificates.decode(signed.signerCertificate.toByteArray()).getPublicKey());
  }

  /** Whether both carry the same roster bytes, whoever signed them and however often. */
  boolean sameRoster(SignedRoster other) {
    return bytes.equals(other.bytes);
  }
}
