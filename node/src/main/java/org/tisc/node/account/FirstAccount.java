package org.tisc.node.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Role;

/**
 * The first set-up: while this node never had an account, whoever has the code of a file that only
 * its owner reads makes the first ones. After that it is closed for ever. Thread-safe.
 */
final class FirstAccount {
  private static final String OWNER_ONLY = "rw-------";

  /** Wrong codes are counted by address alone, so that a stranger takes nobody's turn. */
  private static final String THROTTLED = "first.set-up-";

  private final Path file;
  private final Accounts accounts;
  private final AccountPolicy policy;
  private final PasswordRules rules;
  private final SignInThrottle throttle;
  private final AccountEvents events;
  private final String digest;

  private FirstAccount(
      Path file,
      Accounts accounts,
      AccountPolicy policy,
      PasswordRules rules,
      SignInThrottle throttle,
      AccountEvents events,
      String digest) {
    this.file = file;
    this.accounts = accounts;
    this.policy = policy;
    this.rules = rules;
    this.throttle = throttle;
    this.events = events;
    this.digest = digest;
  }

  /**
   * Makes a fresh code in its file (mode 0600) while there was no account, and removes the file
   * when there was one. Raises {@code INTERNAL} when the file cannot be written.
   */
  static FirstAccount open(
      Path file,
      Accounts accounts,
      AccountPolicy policy,
      PasswordRules rules,
      SignInThrottle throttle,
      AccountEvents events) {
    String code = OneTimeCode.create();
    FirstAccount first =
        new FirstAccount(file, accounts, policy, rules, throttle, events, OneTimeCode.hash(code));
    try {
      Files.deleteIfExists(file);
      if (first.open()) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(file, code + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot write the set-up code to " + file, e);
    }
    return first;
  }

  /** Whether this node still waits for its first account. */
  boolean open() {
    return !accounts.hadAccounts();
  }

  /** The file with the code, while the set-up is open. */
  Optional<Path> codeFile() {
    return open() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(file)
        : Optional.empty();
  }

  /** Removes the file when the set-up is over, by which way ever. */
  void tidy() {
    if (!open()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new TiscException(Reason.INTERNAL, "cannot remove " + file, e);
      }
    }
  }

  /** Whether further persons are needed, because one may not hold all duties. */
  boolean severalPersons() {
    return policy.separateDuties();
  }

  /**
   * What somebody typed.
   *
   * @param security who will look after accounts; needed where duties are separate
   * @param auditor who will read the audit log; may come later
   */
  record Form(
      String code,
      String name,
      String password,
      Optional<String> security,
      Optional<String> auditor) {}

  /** What came of it. */
  sealed interface Outcome {
    /** The accounts, the administrator's first; the others with their one-time codes. */
    record Done(List<Accounts.Made> made) implements Outcome {}

    /** The code is wrong. */
    record Refused() implements Outcome {}

    /** The password breaks a rule. */
    record Flawed(PasswordRules.Flaw flaw) implements Outcome {}

    /** A name has not the form of one, or stands twice. */
    record BadName() implements Outcome {}

    /** Too many wrong codes before. */
    record MustWait(Duration remaining) implements Outcome {}
  }

  /** Makes the first accounts. Raises {@code NOT_FOUND} when the set-up is over. */
  Outcome perform(Form form, String address) {
    if (!open()) {
      throw new TiscException(Reason.NOT_FOUND, "this node was set up before");
    }
    Optional<Duration> wait = throttle.attempt(throttled(address), address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    if (!OneTimeCode.matches(form.code(), digest)) {
      events.setupRefused(address);
      return new Outcome.Refused();
    }
    throttle.passed(throttled(address), address);
    List<Accounts.Wanted> wanted = wanted(form);
    List<String> names = wanted.stream().map(Accounts.Wanted::name).toList();
    boolean missing = policy.separateDuties() && form.security().isEmpty();
    if (missing
        || names.stream().distinct().count() < names.size()
        || !names.stream().allMatch(AccountRules::isName)) {
      return new Outcome.BadName();
    }
    Optional<PasswordRules.Flaw> flaw = rules.flaw(form.password(), form.name());
    if (flaw.isPresent()) {
      return new Outcome.Flawed(flaw.get());
    }
    List<Accounts.Made> made = accounts.createFirst(wanted, form.name());
    events.setupDone(form.name(), address);
    tidy();
    return new Outcome.Done(made);
  }

  private static String throttled(String address) {
    return THROTTLED + Integer.toHexString(address.hashCode());
  }

  private List<Accounts.Wanted> wanted(Form form) {
    Optional<String> password = Optional.of(form.password());
    if (!policy.separateDuties()) {
      return List.of(
          new Accounts.Wanted(form.name(), password, EnumSet.copyOf(AccountPolicy.DUTIES)));
    }
    List<Accounts.Wanted> wanted = new ArrayList<>();
    wanted.add(new Accounts.Wanted(form.name(), password, Set.of(Role.ADMINISTRATOR)));
    form.security()
        .ifPresent(
            name -> wanted.add(new Accounts.Wanted(name, Optional.empty(), Set.of(Role.SECURITY))));
    form.auditor()
        .ifPresent(
            name -> wanted.add(new Accounts.Wanted(name, Optional.empty(), Set.of(Role.AUDITOR))));
    return wanted;
  }
}
