package org.tisc.node.web;

import java.util.Set;

/**
 * Who is behind a request, after the token or session was checked.
 *
 * @param name the account's name; {@code anonymous} where a public route was called without one
 * @param roles the account's roles, empty for anonymous
 */
public record Caller(String name, Set<Role> roles) {
  /** Nobody known. */
  public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Whether one of the caller's roles holds the permission. */
  public boolean may(Permission permission) {
    return permission == Permission.PUBLIC || permission.roles().stream().anyMatch(roles::contains);
  }
}
