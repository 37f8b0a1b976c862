package org.tisc.node.activity;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One line of the ledger.
 *
 * @param at when the service was done
 * @param actor the account that did it
 * @param client for whom
 * @param what what was done: a code such as {@code alert.publish}
 * @param record the record or case it was about; printable ASCII without space, at most 100
 * @param tier the tier it counts in
 * @param article the article it counts for
 * @param minutes the working time it took, 0 to 100,000; empty where nobody noted it
 * @param outcome how it ended: a code such as {@code DONE}
 * @param counted whether figures count it: exercises and tests never do
 */
public record Activity(
    Instant at,
    String actor,
    ClientKind client,
    String what,
    String record,
    Tier tier,
    Article article,
    Optional<Integer> minutes,
    String outcome,
    boolean counted) {
  /** The most minutes of one line. */
  public static final int MAX_MINUTES = 100_000;

  public Activity {
    require(!actor.isBlank() && actor.length() <= 200, "an actor of 1 to 200 characters");
    require(what.matches("[a-z]{1,20}(\\.[a-z]{1,20}){1,3}"), "a code of what was done");
    require(record.matches("[!-~]{1,100}"), "a record id of 1 to 100 printable characters");
    require(outcome.matches("[A-Z][A-Z_]{0,31}"), "a code of its outcome");
    require(
        minutes.filter(count -> count < 0 || count > MAX_MINUTES).isEmpty(),
        "0 to " + MAX_MINUTES + " minutes");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A line of the ledger has " + what);
    }
  }
}
