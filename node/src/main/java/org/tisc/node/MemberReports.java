package org.tisc.node;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Signatures;
import org.tisc.federation.membership.Memberships;
import org.tisc.node.search.ReportSigner;

/** Signs reports with the key that this node shares records with. */
record MemberReports(Memberships memberships) implements ReportSigner {
  @Override
  public Signed sign(NetworkId network, byte[] bytes) {
    Memberships.Proof proof = memberships.proof(network);
    KeyPair key =
        memberships
            .feedKey(network)
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.NOT_FOUND, "This node has no key to sign with in " + network));
    return new Signed(
        ByteString.copyFrom(Signatures.sign(key.getPrivate(), DOMAIN, bytes)),
        KeyHash.of(key.getPublic()).hex(),
        ByteString.copyFrom(Certificates.encode(proof.root())),
        KeyHash.of(proof.root().getPublicKey()).hex(),
        proof.roster().serialised());
  }
}
