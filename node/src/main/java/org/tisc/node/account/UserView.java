package org.tisc.node.account;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Role;

/** What the pages of users show. */
final class UserView {
  private UserView() {}

  /** Whether an account can be used, as one word. */
  enum State {
    /** Its owner may sign in. */
    ACTIVE("good"),
    /** A one-time code waits to be turned into a password. */
    WAITING("wait"),
    /** Closed to its owner. */
    DISABLED("bad");

    private final String tone;

    State(String tone) {
      this.tone = tone;
    }

    /** The class of the style sheet that colours it. */
    String tone() {
      return tone;
    }

    static State of(Account account) {
      return account.disabled() ? DISABLED : account.codePending() ? WAITING : ACTIVE;
    }
  }

  /**
   * What was just done, or why it was not.
   *
   * @param done key of the message
   * @param problem the sentence in the reader's language
   * @param secret what is shown now and never again
   */
  record Outcome(Optional<String> done, Optional<String> problem, Optional<Secret> secret) {
    static final Outcome NONE = new Outcome(Optional.empty(), Optional.empty(), Optional.empty());

    static Outcome done(Optional<String> key) {
      return new Outcome(key, Optional.empty(), Optional.empty());
    }

    static Outcome problem(String sentence) {
      return new Outcome(Optional.empty(), Optional.of(sentence), Optional.empty());
    }

    static Outcome secret(Secret secret) {
      return new Outcome(Optional.empty(), Optional.empty(), Optional.of(secret));
    }
  }

  /**
   * A one-time code or a token.
   *
   * @param kind {@code code} or {@code token}; part of the keys of the messages
   */
  record Secret(String kind, String account, String text, Instant until) {}

  /** What was typed into the form for a new user and was not taken. */
  record Draft(String name, Set<Role> roles) {
    static final Draft EMPTY = new Draft("", Set.of());

    Draft {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * The page of all users.
   *
   * @param users those shown, by name
   * @param found how many there are
   * @param part what their names hold; empty for all
   * @param separate whether one person holds at most one of the administrators' roles
   */
  record Users(
      List<Account> users,
      int found,
      String part,
      boolean separate,
      Draft draft,
      Outcome outcome) {}

  /**
   * The page of one user.
   *
   * @param own whether it is the one who looks
   * @param scopes the permissions that a token may be narrowed to
   */
  record User(
      Account account,
      boolean own,
      boolean separate,
      List<Sessions.Listed> sessions,
      List<Tokens.Listed> tokens,
      List<Permission> scopes,
      Days days,
      Outcome outcome) {}

  /** The last days of a new token: the first and the last possible, and the usual one. */
  record Days(LocalDate first, LocalDate usual, LocalDate last) {}
}
