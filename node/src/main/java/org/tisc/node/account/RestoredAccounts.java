package org.tisc.node.account;

import org.tisc.node.store.Tx;

/**
 * What becomes of accounts that a restored backup brings back. Whatever was taken away after the
 * backup must not be there again unasked, and nothing in the backup tells what that was: sessions
 * and one-time codes go, accounts and tokens wait until somebody confirms them.
 */
public final class RestoredAccounts {
  private RestoredAccounts() {}

  /** How many wait. */
  public record Suspended(int accounts, int tokens) {}

  /** Suspends everything in the store of a restored node, whose migrations were run. */
  public static Suspended suspend(Tx tx) {
    tx.update("DELETE FROM account_sessions");
    tx.update("UPDATE accounts SET code = NULL, code_expires = NULL");
    int accounts = tx.update("UPDATE accounts SET disabled = 1, suspended = 1 WHERE disabled = 0");
    int tokens = tx.update("UPDATE account_tokens SET suspended = 1");
    return new Suspended(accounts, tokens);
  }
}
