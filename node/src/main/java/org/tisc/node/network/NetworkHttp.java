package org.tisc.node.network;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.membership.IssuedInvitation;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of membership. */
public final class NetworkHttp {
  private static final Duration LONGEST_INVITATION = Duration.ofDays(30);

  private final Memberships memberships;

  /** The routes over these memberships. */
  public NetworkHttp(Memberships memberships) {
    this.memberships = memberships;
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/networks",
        Permission.STATUS_READ,
        "The networks this node is a member of.",
        _ -> Reply.ok(new Networks(memberships.list().stream().map(Network::of).toList())));
    routes.add(
        "POST",
        "/api/v1/networks",
        Permission.NETWORK_ADMINISTER,
        "Create a network that this node coordinates.",
        this::create);
    routes.add(
        "POST",
        "/api/v1/networks/join",
        Permission.NETWORK_ADMINISTER,
        "Join the network of an invitation.",
        this::join);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/invitations",
        Permission.NETWORK_ADMINISTER,
        "Invite one node, once.",
        this::invite);
    routes.add(
        "GET",
        "/api/v1/networks/{network}/roster",
        Permission.STATUS_READ,
        "The newest roster of a network.",
        exchange ->
            Reply.ok(RosterView.of(memberships.roster(new NetworkId(exchange.path("network"))))));
  }

  private Reply create(Exchange exchange) {
    CreateBody body = exchange.json(CreateBody.class);
    MembershipSummary created =
        memberships.create(
            new NetworkId(required("network", body.network)),
            body.title.orElseGet(() -> required("network", body.network)),
            suite(body.profile.orElse("intl")),
            body.rootOut.map(NetworkHttp::folder));
    return new Reply.Json(201, Network.of(created));
  }

  private Reply invite(Exchange exchange) {
    InviteBody body = exchange.json(InviteBody.class);
    IssuedInvitation invitation =
        memberships.invite(
            new NetworkId(exchange.path("network")),
            new NodeId(required("node", body.node)),
            body.validFor.map(NetworkHttp::validity));
    return new Reply.Json(
        201,
        new InvitationView(
            invitation.invitation(),
            invitation.node().value(),
            invitation.network().value(),
            invitation.expiresAt()));
  }

  private Reply join(Exchange exchange) {
    JoinBody body = exchange.json(JoinBody.class);
    MembershipSummary joined = memberships.join(required("invitation", body.invitation).strip());
    return Reply.ok(
        new Joined(
            joined.network().value(),
            joined.node().value(),
            joined.rosterVersion(),
            joined.certificateNotAfter()));
  }

  private static String required(String field, Optional<String> value) {
    return value.orElseThrow(
        () -> new TiscException(Reason.INVALID_ARGUMENT, "The field " + field + " is missing"));
  }

  private static Suite suite(String profile) {
    return switch (profile.toLowerCase(Locale.ROOT)) {
      case "intl" -> Suite.INTL;
      case "sm" -> Suite.SM;
      default ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT, "profile is intl or sm; not: " + profile);
    };
  }

  private static Path folder(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "rootOut is an absolute path on the node");
    }
    return path;
  }

  private static Duration validity(String text) {
    Duration validity;
    try {
      validity = Duration.parse(text);
    } catch (java.time.format.DateTimeParseException failure) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "validFor is an ISO 8601 duration such as PT24H", failure);
    }
    if (validity.isNegative() || validity.isZero() || validity.compareTo(LONGEST_INVITATION) > 0) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "validFor is above 0 and at most 30 days");
    }
    return validity;
  }

  record CreateBody(
      Optional<String> network,
      Optional<String> title,
      Optional<String> profile,
      Optional<String> rootOut) {}

  record InviteBody(Optional<String> node, Optional<String> validFor) {}

  record JoinBody(Optional<String> invitation) {}

  record InvitationView(String invitation, String node, String network, Instant expiresAt) {}

  record Joined(String network, String node, long rosterVersion, Instant certificateNotAfter) {}

  record Networks(List<Network> networks) {}

  record Network(
      String network,
      String title,
      String role,
      long rosterVersion,
      Instant rosterValidUntil,
      Instant certificateNotAfter) {
    private static Network of(MembershipSummary membership) {
      return new Network(
          membership.network().value(),
          membership.title(),
          membership.role().name(),
          membership.rosterVersion(),
          membership.rosterValidUntil(),
          membership.certificateNotAfter());
    }
  }

  record RosterView(
      String network, long version, Instant validUntil, String title, List<MemberView> members) {
    private static RosterView of(Roster roster) {
      return new RosterView(
          roster.network().value(),
          roster.version(),
          roster.validUntil(),
          roster.settings().title(),
          roster.members().stream().map(MemberView::of).toList());
    }
  }

  record MemberView(
      String node,
      NamesView names,
      Optional<String> region,
      String state,
      String role,
      List<String> endpoints) {
    private static MemberView of(Member member) {
      return new MemberView(
          member.node().value(),
          NamesView.of(member.profile().names()),
          Optional.of(member.profile().region()).filter(region -> !region.isEmpty()),
          member.state().name(),
          member.role().name(),
          member.profile().endpoints().stream().map(Endpoint::toString).toList());
    }
  }

  record NamesView(String zh, Optional<String> en) {
    private static NamesView of(org.tisc.federation.roster.Names names) {
      return new NamesView(names.zh(), Optional.of(names.en()).filter(en -> !en.isEmpty()));
    }
  }
}
