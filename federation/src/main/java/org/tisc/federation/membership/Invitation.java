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
import org.tisc.federation.roster.Endpoint;

/**
 * A single-use right to join: {@code tisc-join://host:port/network/node#code}, where the code is
 * base64url of a token id (6 bytes), a secret (16 bytes) and the SHA-256 of the network root's
 * SubjectPublicKeyInfo (32 bytes). Whoever holds the text can join as that node; its text form here
 * hides the secret.
 *
 * @param endpoint where the coordinator listens
 * @param member who is invited
 * @param id the public part by which the coordinator finds it
 * @param secret proves the holder; never travels, never logged
 * @param root the network root's key hash, which the applicant checks before it says anything
 */
public record Invitation(
    Endpoint endpoint, PeerId member, ByteString id, ByteString secret, KeyHash root) {
  static final int ID_BYTES = 6;
  static final int SECRET_BYTES = 16;
  private static final int CODE_BYTES = ID_BYTES + SECRET_BYTES + KeyHash.BYTES;
  private static final Pattern TEXT =
      Pattern.compile("tisc-join://([^/#]{3,270})/([^/#]{1,63})/([^/#]{1,63})#([A-Za-z0-9_-]{72})");
  private static final SecureRandom RANDOM = new SecureRandom();

  public Invitation {
    if (id.size() != ID_BYTES || secret.size() != SECRET_BYTES || endpoint.port() == 0) {
      throw new TiscException(
          Reason.INVALID_INVITATION, "An invitation has parts of other lengths");
    }
  }

  /** A fresh one. */
  static Invitation create(Endpoint endpoint, PeerId member, KeyHash root) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(id);
    RANDOM.nextBytes(secret);
    return new Invitation(
        endpoint, member, ByteString.copyFrom(id), ByteString.copyFrom(secret), root);
  }

  /** Reads the text, white space around it aside. Raises INVALID_INVITATION without quoting it. */
  public static Invitation parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new TiscException(
          Reason.INVALID_INVITATION,
          "An invitation is tisc-join://host:port/network/node#code with a code of 72 characters");
    }
    try {
      ByteString code = ByteString.copyFrom(Base64.getUrlDecoder().decode(matcher.group(4)));
      return new Invitation(
          Endpoint.parse(matcher.group(1)),
          new PeerId(new NetworkId(matcher.group(2)), new NodeId(matcher.group(3))),
          code.substring(0, ID_BYTES),
          code.substring(ID_BYTES, ID_BYTES + SECRET_BYTES),
          KeyHash.of(code.substring(ID_BYTES + SECRET_BYTES, CODE_BYTES).toByteArray()));
    } catch (TiscException | IllegalArgumentException e) {
      throw new TiscException(
          Reason.INVALID_INVITATION, "The invitation is damaged: " + e.getMessage(), e);
    }
  }

  /** The full text, secret included: for the one who is invited, and for nobody's log. */
  public String text() {
    byte[] code = id.concat(secret).concat(ByteString.copyFrom(root.bytes())).toByteArray();
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
