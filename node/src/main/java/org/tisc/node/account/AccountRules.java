package org.tisc.node.account;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Role;

/** What names, passwords and role lists may look like. */
final class AccountRules {
  static final int MAX_LABEL_LENGTH = 100;

  private static final int MIN_PASSWORD = 12;
  private static final int MAX_PASSWORD = 128;
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

  /**
   * The password in Unicode form NFC, so that every keyboard types the same. Raises {@code
   * INVALID_ARGUMENT} when it has fewer than 12 or more than 128 characters.
   */
  static char[] newPassword(String typed) {
    String normal = Normalizer.normalize(typed, Normalizer.Form.NFC);
    int length = normal.codePointCount(0, normal.length());
    if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a password has "
              + MIN_PASSWORD
              + " to "
              + MAX_PASSWORD
              + " characters, this one has "
              + length);
    }
    return normal.toCharArray();
  }

  /** A typed password in the form that was hashed; cut where no stored one can be as long. */
  static char[] typedPassword(String typed) {
    String bounded = typed.length() > 4 * MAX_PASSWORD ? "" : typed;
    return Normalizer.normalize(bounded, Normalizer.Form.NFC).toCharArray();
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
