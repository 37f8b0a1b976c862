package org.tisc.node.account;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.node.web.Role;

/**
 * A user of this node as others may see it.
 *
 * @param roles in the order of {@link Role}
 */
public record Account(String name, Set<Role> roles, Instant createdAt, boolean disabled) {
  public Account {
    roles = Collections.unmodifiableSet(new TreeSet<>(roles));
  }
}
