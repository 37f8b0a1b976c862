package org.tisc.node.account;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.node.web.Role;

/**
 * A user of this node as others may see it.
 *
 * @param roles in the order of {@link Role}
 * @param suspended whether it is disabled because a backup brought it back, until it is confirmed
 * @param secondFactor whether signing in asks for a code of an authenticator app
 * @param codePending whether a one-time code waits to be turned into a password
 * @param lastSignIn when somebody last signed in to the browser; empty for never
 */
public record Account(
    String name,
    Set<Role> roles,
    Instant createdAt,
    boolean disabled,
    boolean suspended,
    boolean secondFactor,
    boolean codePending,
    Optional<Instant> lastSignIn) {
  public Account {
    roles = Collections.unmodifiableSet(new TreeSet<>(roles));
  }
}
