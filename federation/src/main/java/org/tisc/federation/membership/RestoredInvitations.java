package org.tisc.federation.membership;

import org.tisc.federation.state.StateStore;

/**
 * What becomes of a coordinator's invitations that a restored backup brings back: one that was used
 * or made void after the backup would be open again, so all that are open are void.
 */
public final class RestoredInvitations {
  private RestoredInvitations() {}

  /** Makes every open invitation worthless; how many there were. */
  public static int voidOpen(StateStore store) {
    InvitationLedger ledger = new InvitationLedger(store);
    int open = 0;
    for (InvitationLedger.Line line : ledger.all()) {
      if (line.invitation().state() == StoredInvitation.State.OPEN) {
        ledger.replace(line, line.invitation().voided());
        open++;
      }
    }
    return open;
  }
}
