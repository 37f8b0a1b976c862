package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.roster.Endpoint;

/**
 * A single-use right to join: {@code tisc-join://host:port/network/node#code}, where the code is
 * base64url of a token id (6 bytes), a secret (16 bytes), the SHA-256 of the network root's
 * SubjectPublicKeyInfo (32 bytes) and the term (3 bytes). Whoever holds the text can join as that
 * node; its text form here hides the secret.
 *
 * @param endpoint where the coordinator listens
 * @param member who is invited
 * @param id the public part by which the coordinator finds it
 * @param secret proves the holder; never travels, never logged
 * @param root the network root's key hash, which the applicant checks before it says anything
 * @param term the coordinator's term when it was made: who answers by a roster of an earlier one
 *     coordinates no more
 */
public record Invitation(
    Endpoint endpoint, PeerId member, ByteString id, ByteString secret, KeyHash root, long term) {
  static final int ID_BYTES = 6;
  static final int SECRET_BYTES = 16;
  private static final int TERM_BYTES = 3;
  private static final int PINNED_BYTES = ID_BYTES + SECRET_BYTES + KeyHash.BYTES;
  private static final Pattern TEXT =
      Pattern.compile("tisc-join://([^/#]{3,270})/([^/#]{1,63})/([^/#]{1,63})#([A-Za-z0-9_-]{76})");
  private static final SecureRandom RANDOM = new SecureRandom();

  public Invitation {
    if (id.size() != ID_BYTES
        || secret.size() != SECRET_BYTES
        || endpoint.port() == 0
        || term < 0
        || term > Terms.MAX) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "An invitation has parts of other lengths, or names a term that is none");
    }
  }

  /** A fresh one. */
  static Invitation create(Endpoint endpoint, PeerId member, KeyHash root, long term) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(id);
    RANDOM.nextBytes(secret);
    return new Invitation(
        endpoint, member, ByteString.copyFrom(id), ByteString.copyFrom(secret), root, term);
  }

  /** Reads the text, white space around it aside. Raises INVALID_INVITATION without quoting it. */
  public static Invitation parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "An invitation is tisc-join://host:port/network/node#code with a code of 76 characters");
    }
    try {
      ByteString code = ByteString.copyFrom(Base64.getUrlDecoder().decode(matcher.group(4)));
      return new Invitation(
          Endpoint.parse(matcher.group(1)),
          new PeerId(new NetworkId(matcher.group(2)), new NodeId(matcher.group(3))),
          code.substring(0, ID_BYTES),
          code.substring(ID_BYTES, ID_BYTES + SECRET_BYTES),
          KeyHash.of(code.substring(ID_BYTES + SECRET_BYTES, PINNED_BYTES).toByteArray()),
          term(code.substring(PINNED_BYTES)));
    } catch (TiscException | IllegalArgumentException e) {
      throw new TiscException(
          Reason.INVALID_INVITATION, "The invitation is damaged: " + e.getMessage(), e);
    }
  }

  private static long term(ByteString bytes) {
    long term = 0;
    for (byte one : bytes) {
      term = (term << Byte.SIZE) | (one & 0xff);
    }
    return term;
  }

  /** The full text, secret included: for the one who is invited, and for nobody's log. */
  public String text() {
    byte[] pinnedTerm = new byte[TERM_BYTES];
    for (int i = 0; i < TERM_BYTES; i++) {
      pinnedTerm[i] = (byte) (term >> (Byte.SIZE * (TERM_BYTES - 1 - i)));
    }
    byte[] code =
        id.concat(secret)
            .concat(ByteString.copyFrom(root.bytes()))
            .concat(ByteString.copyFrom(pinnedTerm))
            .toByteArray();
    return "tisc-join://"
        + endpoint
        + "/"
        + member.network()
        + "/"
        + member.node()
        + "#"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
  }

  /** The public part in hexadecimal, safe to log. */
  public String idText() {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public String toString() {
    return "Invitation[" + idText() + " for " + member + "]";
  }
}
