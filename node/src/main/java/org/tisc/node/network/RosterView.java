package org.tisc.node.network;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.NetworkRoot;
import org.tisc.federation.roster.Roster;

/** A roster as the HTTP interface shows it. */
record RosterView(
    String network,
    long version,
    Instant validUntil,
    String title,
    List<MemberView> members,
    List<RootView> roots) {

  /**
   * A view.
   *
   * @param root the present root, which the roster lists only where it has had another one
   */
  static RosterView of(Roster roster, KeyHash root) {
    return new RosterView(
        roster.network().value(),
        roster.version(),
        roster.validUntil(),
        roster.settings().title(),
        roster.members().stream()
            .map(member -> MemberView.of(member, rootOf(roster, member, root)))
            .toList(),
        roster.roots().all().isEmpty()
            ? List.of(new RootView(root.hex(), NetworkRoot.State.CURRENT.name()))
            : roster.roots().all().stream()
                .map(one -> new RootView(one.key().hex(), one.state().name()))
                .toList());
  }

  /** The root that a member's certificate is under. */
  static KeyHash rootOf(Roster roster, Member member, KeyHash root) {
    return roster.roots().ofTerm(member.keyTerm()).map(NetworkRoot::key).orElse(root);
  }

  record RootView(String key, String state) {}

  record MemberView(
      String node,
      NamesView names,
      Optional<String> region,
      String state,
      String role,
      Optional<Boolean> deputy,
      List<String> endpoints,
      Optional<String> hostType,
      Optional<String> phase,
      List<ContactView> contacts,
      String root) {
    private static MemberView of(Member member, KeyHash root) {
      return new MemberView(
          member.node().value(),
          NamesView.of(member.profile().names()),
          Optional.of(member.profile().region()).filter(region -> !region.isEmpty()),
          member.state().name(),
          member.role().name(),
          Optional.of(member.deputy()).filter(is -> is),
          member.profile().endpoints().stream().map(Endpoint::toString).toList(),
          Optional.of(member.profile().details().hostType()).filter(type -> !type.isEmpty()),
          Optional.of(member.profile().details().phase()).filter(phase -> !phase.isEmpty()),
          member.profile().details().contacts().stream()
              .map(contact -> new ContactView(contact.kind(), contact.text()))
              .toList(),
          root.hex());
    }
  }

  record ContactView(String kind, String text) {}

  record NamesView(String zh, Optional<String> en) {
    private static NamesView of(org.tisc.federation.roster.Names names) {
      return new NamesView(names.zh(), Optional.of(names.en()).filter(en -> !en.isEmpty()));
    }
  }
}
