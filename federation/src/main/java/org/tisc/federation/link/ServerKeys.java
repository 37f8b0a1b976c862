package org.tisc.federation.link;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;

/**
 * The port's keys, one per membership, chosen by the server name the caller asks for. A name of no
 * membership finds no key, which ends the handshake. Reads the table at each handshake, so that a
 * new membership needs no restart.
 */
final class ServerKeys extends X509ExtendedKeyManager {
  private static final String KEY_TYPE = "EC";

  private final LinkMemberships memberships;

  ServerKeys(LinkMemberships memberships) {
    this.memberships = memberships;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    SSLSession session = engine.getHandshakeSession();
    if (session == null || !keyType.equals(KEY_TYPE)) {
      return null;
    }
    String name = ServerNames.requested(session);
    // The key may be renewed before chain and key are asked for; both must be of one.
    return memberships
        .findByServerName(name)
        .map(m -> name + "#" + KeyHash.of(m.identity().certificate().getPublicKey()).hex())
        .orElse(null);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return found(alias).map(one -> one.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return found(alias).map(Identity::key).orElse(null);
  }

  private Optional<Identity> found(String alias) {
    int hash = alias.indexOf('#');
    return hash < 0
        ? Optional.empty()
        : memberships
            .findByServerName(alias.substring(0, hash))
            .flatMap(m -> m.identity(alias.substring(hash + 1)).map(m::shown));
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
