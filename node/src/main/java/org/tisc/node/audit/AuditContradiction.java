package org.tisc.node.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tisc.federation.audit.AuditComparison;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.web.Messages;

/**
 * Proof that an audit log does not agree with what its owner told of it before.
 *
 * @param origin whose log it is
 * @param finding CUT where the log is shorter than it was: its end was cut off, or an old copy was
 *     put in its place; REWRITTEN where it has another entry in a place of which was told
 * @param kept size told first
 * @param keptHead the hash told with it
 * @param told the size that does not agree; of the own log, what it is
 * @param toldHead the hash there
 */
public record AuditContradiction(
    PeerId origin,
    AuditComparison.Finding finding,
    long kept,
    String keptHead,
    long told,
    String toldHead,
    Instant foundAt) {
  private static final Messages MESSAGES = Messages.of(AuditContradiction.class);

  /** The same in words, by language. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (Locale locale : Messages.LANGUAGES) {
      texts.put(
          locale.getLanguage(),
          MESSAGES.text(
              locale, "contradiction." + finding, String.valueOf(kept), String.valueOf(told)));
    }
    return texts;
  }
}
