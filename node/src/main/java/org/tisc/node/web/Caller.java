package org.tisc.node.web;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who is behind a request, after the token or session was checked.
 *
 * @param name the account's name; {@code anonymous} where a public route was called without one
 * @param roles the account's roles, empty for anonymous
 * @param scopes the only permissions that a narrowed token or session has of those of the roles
 * @param detour the page of this node that a browser is led to instead of pages that are refused;
 *     present while something must be done first, such as setting up a second factor
 */
public record Caller(
    String name, Set<Role> roles, Set<Permission> scopes, Optional<String> detour) {
  /** Nobody known. */
  public static final Caller ANONYMOUS = new Caller("anonymous", Set.of());

  public Caller {
    roles = Set.copyOf(roles);
    scopes = Set.copyOf(scopes);
  }

  /** Somebody with everything that the roles hold. */
  public Caller(String name, Set<Role> roles) {
    this(name, roles, EnumSet.allOf(Permission.class), Optional.empty());
  }

  /** Whether one of the caller's roles holds the permission and no scope leaves it out. */
  public boolean may(Permission permission) {
    return permission == Permission.PUBLIC
        || (scopes.contains(permission) && permission.roles().stream().anyMatch(roles::contains));
  }
}
