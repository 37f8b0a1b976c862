package org.tisc.node.network;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkState;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.roster.MemberState;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Standing;

/** How this node stands in its networks, a line each, for the start page. Thread-safe. */
public final class NetworkStandings {
  private static final String PATH = "/networks";

  private final NodeId self;
  private final Memberships memberships;
  private final Links links;
  private final Messages messages = Messages.of(NetworkStandings.class);

  /** Lines about these memberships and links. */
  public NetworkStandings(NodeId self, Memberships memberships, Links links) {
    this.self = self;
    this.memberships = memberships;
    this.links = links;
  }

  /** The lines in a language, in the order of the memberships; one line where there is none. */
  public List<Standing> lines(Locale locale) {
    List<MembershipSummary> all = memberships.list();
    return all.isEmpty()
        ? List.of(new Standing("wait", messages.text(locale, "none"), PATH))
        : all.stream().map(membership -> line(membership, locale)).toList();
  }

  private Standing line(MembershipSummary membership, Locale locale) {
    if (membership.state() != MemberState.ACTIVE) {
      return new Standing(
          "bad",
          messages.text(
              locale,
              "standing.out",
              membership.title(),
              messages.text(locale, "membership." + membership.state().name())),
          PATH);
    }
    Map<NodeId, PeerLink> byNode =
        links.peers(membership.network()).stream()
            .collect(Collectors.toMap(link -> link.id().node(), Function.identity()));
    List<NodeId> peers =
        memberships.roster(membership.network()).members().stream()
            .filter(member -> member.state() == MemberState.ACTIVE)
            .map(member -> member.node())
            .filter(node -> !node.equals(self))
            .toList();
    // Nobody waits for a link to a peer that only dials out, or that this centre blocked.
    List<NodeId> expected =
        peers.stream()
            .filter(node -> !membership.blocked().contains(node))
            .filter(
                node -> Optional.ofNullable(byNode.get(node)).map(PeerLink::reachable).orElse(true))
            .toList();
    long ready =
        expected.stream()
            .flatMap(node -> Optional.ofNullable(byNode.get(node)).stream())
            .filter(link -> link.state() == LinkState.READY)
            .count();
    String text =
        messages.text(
            locale,
            peers.isEmpty() ? "standing.alone" : "standing.links",
            membership.title(),
            peers.size() + 1,
            ready,
            expected.size());
    int warnings = membership.warnings().size();
    return new Standing(
        tone(ready, expected.size(), warnings),
        warnings == 0 ? text : messages.text(locale, "standing.warnings", text, warnings),
        PATH);
  }

  private static String tone(long ready, int expected, int warnings) {
    if (ready == 0 && expected > 0) {
      return "bad";
    }
    return ready < expected || warnings > 0 ? "wait" : "good";
  }
}
