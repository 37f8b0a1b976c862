package org.tisc.node.account;

import org.tisc.node.store.Tx;

/** What other rooms keep for an account, and forget with it. */
@FunctionalInterface
public interface Belongings {
  /** Forgets all that is the account's, in the unit that removes it. */
  void forget(Tx tx, String account);
}
