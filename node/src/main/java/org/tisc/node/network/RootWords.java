package org.tisc.node.network;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.RootRotation.Phase;
import org.tisc.federation.membership.RootRotation.Standing;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.node.web.Messages;

/** What the page of networks says of root keys. Thread-safe. */
final class RootWords {
  // Enough to tell the few roots of a network apart.
  private static final int ROOT_DIGITS = 16;

  private final Messages messages;

  RootWords(Messages messages) {
    this.messages = messages;
  }

  /** How far the replacement of the root key is, and what comes next. */
  NetworkView.Rotation rotation(Standing standing, Locale locale) {
    String phase = standing.phase().name();
    String waiting =
        standing.waitingFor().stream().map(NodeId::value).collect(Collectors.joining(","));
    boolean open = standing.phase() != Phase.STEADY;
    return new NetworkView.Rotation(
        open,
        messages.text(
            locale,
            "root.state." + phase,
            shortened(standing.root()),
            standing.next().or(standing::former).map(RootWords::shortened).orElse("")),
        open && !waiting.isEmpty()
            ? messages.text(locale, "root.waiting." + phase, waiting.replace(",", ", "))
            : messages.text(locale, "root.next." + phase),
        messages.text(locale, "root.go." + phase),
        waiting,
        standing.phase() == Phase.ANNOUNCED);
  }

  /** Under which root a member's certificate is, where there has been more than one. */
  Optional<String> of(Roster roster, Member member, Locale locale) {
    return roster
        .roots()
        .ofTerm(member.keyTerm())
        .map(
            root ->
                messages.text(locale, "fact.root." + root.state().name(), shortened(root.key())));
  }

  private static String shortened(KeyHash key) {
    return key.hex().substring(0, ROOT_DIGITS);
  }
}
