package org.tisc.node.account;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.store.Store;
import org.tisc.node.web.Authenticator;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Routes;

/** Builds the accounts of a node: their routes and pages, and who is calling. Thread-safe. */
public final class AccountRoom {
  private final Authenticator authenticator;
  private final Accounts accounts;
  private final FirstAccount first;
  private final AccountHttp http;
  private final SignInPages signInPages;
  private final OwnPages ownPages;
  private final SetupPages setupPages;
  private final UserPages userPages;

  /**
   * Accounts in an open store, whose migrations of this room were run. Computes one hash of a
   * password.
   *
   * @param node the name of the node, which authenticator apps show
   * @param setupFile where the code of the first set-up is kept while there is no account
   * @param nanoTicker counts nanoseconds, for waits
   * @param belongings what goes with an account that is removed
   */
  public AccountRoom(
      String node,
      Store store,
      PasswordHasher hasher,
      AccountPolicy policy,
      InstantSource clock,
      LongSupplier nanoTicker,
      AuditLog audit,
      AdminToken adminToken,
      Path setupFile,
      Belongings belongings) {
    AccountEvents events = new AccountEvents(audit);
    PasswordCheck passwords = new PasswordCheck(hasher);
    PasswordRules rules = new PasswordRules(policy.ownNames());
    SignInThrottle throttle = new SignInThrottle(nanoTicker);
    this.accounts = new Accounts(store, passwords, rules, policy, clock, events, belongings);
    Tokens tokens = new Tokens(store, clock, events);
    Sessions sessions = new Sessions(store, clock);
    SecondFactor second = new SecondFactor(store, clock, events);
    SignIn signIn = new SignIn(store, passwords, sessions, second, policy, throttle, events);
    OwnAccount own = new OwnAccount(store, passwords, rules, throttle, clock, events);
    this.authenticator = new AccountAuthenticator(tokens, sessions, adminToken);
    this.first = FirstAccount.open(setupFile, accounts, policy, rules, throttle, events);
    this.http = new AccountHttp(accounts, tokens, sessions, first);
    this.userPages = new UserPages(accounts, tokens, sessions, policy, first, clock);
    this.signInPages = new SignInPages(signIn, sessions, own, first);
    this.ownPages = new OwnPages(node, accounts, sessions, second, own, policy, throttle, events);
    this.setupPages = new SetupPages(first);
  }

  /** Declares all routes of this room. */
  public void declare(Routes routes) {
    signInPages.declare(routes);
    setupPages.declare(routes);
    ownPages.declare(routes);
    userPages.declare(routes);
    http.declare(routes);
  }

  /** Who is calling. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** Whether somebody could do this now: the account is open and one of its roles holds it. */
  public boolean may(String account, Permission permission) {
    if (account.equals(AdminToken.CALLER.name())) {
      return AdminToken.CALLER.may(permission);
    }
    return accounts
        .find(account)
        .filter(one -> !one.disabled() && !one.suspended())
        .filter(one -> new Caller(one.name(), one.roles()).may(permission))
        .isPresent();
  }

  /** The file with the code of the first set-up, while there was no account. */
  public Optional<Path> setupCodeFile() {
    return first.codeFile();
  }
}
