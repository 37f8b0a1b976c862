package org.tisc.node.account;

import java.nio.file.Path;
import java.util.EnumSet;
import org.tisc.federation.identity.SecretFile;
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Role;

/**
 * The local administrator: whoever can read the file {@code admin.token} on the node's machine. It
 * holds every role, so that a node can be set up before it has accounts.
 */
public final class AdminToken {
  /** Who that is, in audit and pages. The at sign keeps it apart from every account's name. */
  public static final Caller CALLER = new Caller("admin@local", EnumSet.allOf(Role.class));

  private final String digest;

  private AdminToken(String digest) {
    this.digest = digest;
  }

  /** The token in its file. Raises what {@link SecretFile#read} raises. */
  public static AdminToken read(Path file) {
    return new AdminToken(SecretTokens.hash(SecretFile.read(file)));
  }

  /** Whether this is the token. */
  boolean accepts(String token) {
    return SecretTokens.matches(token, digest);
  }
}
