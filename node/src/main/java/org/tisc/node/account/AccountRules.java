package org.tisc.node.account;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Role;

/** What names, labels, role and scope lists may look like. */
final class AccountRules {
  static final int MAX_LABEL_LENGTH = 100;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?");

  private AccountRules() {}

  /** The name itself. Raises {@code INVALID_ARGUMENT} when it has another form. */
  static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "an account's name has 1 to 64 characters a-z, 0-9, '.', '_', '-' and begins and ends"
              + " with a letter or digit");
    }
    return name;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** A typed password in the form that was hashed; cut where no stored one can be as long. */
  static char[] typedPassword(String typed) {
    String bounded = typed.length() > 4 * PasswordRules.MAX_LENGTH ? "" : typed;
    return Normalizer.normalize(bounded, Normalizer.Form.NFC).toCharArray();
  }

  /** Raises {@code INVALID_ARGUMENT} unless a token's label is one line of 1 to 100 characters. */
  static String label(String label) {
    if (!isLabel(label)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a token needs a label of 1 to " + MAX_LABEL_LENGTH + " characters in one line");
    }
    return label.strip();
  }

  static boolean isLabel(String label) {
    return !label.isBlank()
        && label.length() <= MAX_LABEL_LENGTH
        && label.chars().noneMatch(Character::isISOControl);
  }

  /** Scopes as they are stored; empty for everything. */
  static String storedScopes(Set<Permission> scopes) {
    return scopes.stream().sorted().map(Permission::name).collect(Collectors.joining(" "));
  }

  /** Scopes from their stored form; a permission that this version does not have is left out. */
  static Set<Permission> scopes(String stored) {
    List<String> names = List.of(stored.split(" "));
    return Arrays.stream(Permission.values())
        .filter(permission -> stored.isEmpty() || names.contains(permission.name()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Roles as they are stored. */
  static String stored(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(" "));
  }

  /** Roles from their stored form. */
  static Set<Role> roles(String stored) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(stored.split(" "))
        .filter(name -> !name.isEmpty())
        .forEach(name -> roles.add(Role.valueOf(name)));
    return roles;
  }
}
