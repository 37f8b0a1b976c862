package org.tisc.node.network;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/** A roster as the HTTP interface shows it. */
record RosterView(
    String network, long version, Instant validUntil, String title, List<MemberView> members) {
  static RosterView of(Roster roster) {
    return new RosterView(
        roster.network().value(),
        roster.version(),
        roster.validUntil(),
        roster.settings().title(),
        roster.members().stream().map(MemberView::of).toList());
  }

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
      List<ContactView> contacts) {
    private static MemberView of(Member member) {
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
              .toList());
    }
  }

  record ContactView(String kind, String text) {}

  record NamesView(String zh, Optional<String> en) {
    private static NamesView of(org.tisc.federation.roster.Names names) {
      return new NamesView(names.zh(), Optional.of(names.en()).filter(en -> !en.isEmpty()));
    }
  }
}
