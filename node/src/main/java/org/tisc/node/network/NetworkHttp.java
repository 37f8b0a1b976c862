package org.tisc.node.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.membership.IssuedInvitation;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.PendingNode;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of membership: founding, inviting and joining here, members beside. */
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
        "/api/v1/networks/join/words",
        Permission.NETWORK_ADMINISTER,
        "What to compare with the coordinator's administrator while a join waits for approval.",
        this::approvalWords);
    routes.add(
        "POST",
        "/api/v1/networks/rekey",
        Permission.NETWORK_ADMINISTER,
        "Replace this node's key in a network by an invitation made for that.",
        this::rekey);
    routes.add(
        "GET",
        "/api/v1/networks/{network}/pending",
        Permission.NETWORK_ADMINISTER,
        "The nodes that wait for approval, with the words to compare.",
        this::pending);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/pending/{node}/approve",
        Permission.NETWORK_ADMINISTER,
        "Approve a node that waits.",
        this::approve);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/invitations",
        Permission.NETWORK_ADMINISTER,
        "Invite one node, once.",
        this::invite);
    new MemberHttp(memberships).declare(routes);
    new SuccessionHttp(memberships).declare(routes);
    new RotationHttp(memberships).declare(routes);
  }

  private Reply create(Exchange exchange) {
    CreateBody body = exchange.json(CreateBody.class);
    MembershipSummary created =
        memberships.create(
            new NetworkId(Fields.required("network", body.network)),
            body.title.orElseGet(() -> Fields.required("network", body.network)),
            suite(body.profile.orElse("intl")),
            body.rootOut.map(folder -> Fields.absolute("rootOut", folder)),
            manual(body.approval.orElse("invitation")));
    return new Reply.Json(201, Network.of(created));
  }

  private Reply invite(Exchange exchange) {
    InviteBody body = exchange.json(InviteBody.class);
    IssuedInvitation invitation =
        memberships.invite(
            new NetworkId(exchange.path("network")),
            new NodeId(Fields.required("node", body.node)),
            body.validFor.map(NetworkHttp::validity),
            body.replaces.orElse(false));
    return new Reply.Json(
        201,
        new InvitationView(
            invitation.invitation(),
            invitation.node().value(),
            invitation.network().value(),
            invitation.expiresAt()));
  }

  private Reply join(Exchange exchange) {
    return joined(exchange, memberships::join);
  }

  private Reply rekey(Exchange exchange) {
    return joined(exchange, memberships::rekey);
  }

  private Reply joined(Exchange exchange, Function<String, MembershipSummary> how) {
    String invitation =
        Fields.required("invitation", exchange.json(JoinBody.class).invitation).strip();
    MembershipSummary joined;
    try {
      joined = how.apply(invitation);
    } catch (TiscException failure) {
      if (failure.reason() != Reason.APPROVAL_PENDING) {
        throw failure;
      }
      // The words that this node worked out itself; the coordinator's could be those of another.
      throw new TiscException(
          Reason.APPROVAL_PENDING,
          "The coordinator's administrator must approve this node after comparing: "
              + String.join(" ", memberships.approvalWords(invitation)),
          failure);
    }
    return Reply.ok(
        new Joined(
            joined.network().value(),
            joined.node().value(),
            joined.rosterVersion(),
            joined.certificateNotAfter()));
  }

  private Reply approvalWords(Exchange exchange) {
    String invitation =
        Fields.required("invitation", exchange.json(JoinBody.class).invitation).strip();
    return Reply.ok(new ApprovalWords(memberships.approvalWords(invitation)));
  }

  private Reply pending(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    return Reply.ok(
        new PendingNodes(
            network.value(), memberships.pending(network).stream().map(PendingView::of).toList()));
  }

  private Reply approve(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    PendingNode approved =
        memberships.approve(
            network,
            new NodeId(exchange.path("node")),
            exchange.json(ApproveBody.class).words.orElse(List.of()),
            exchange.caller().name());
    return Reply.ok(new Approved(network.value(), approved.node().value(), approved.words()));
  }

  private static boolean manual(String approval) {
    return switch (approval.toLowerCase(Locale.ROOT)) {
      case "invitation" -> false;
      case "manual" -> true;
      default ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT, "approval is invitation or manual; not: " + approval);
    };
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
      Optional<String> rootOut,
      Optional<String> approval) {}

  record InviteBody(Optional<String> node, Optional<String> validFor, Optional<Boolean> replaces) {}

  record ApproveBody(Optional<List<String>> words) {}

  record ApprovalWords(List<String> words) {}

  record PendingNodes(String network, List<PendingView> pending) {}

  record PendingView(String node, List<String> words, Instant since, Instant until) {
    private static PendingView of(PendingNode pending) {
      return new PendingView(
          pending.node().value(), pending.words(), pending.since(), pending.until());
    }
  }

  record Approved(String network, String node, List<String> words) {}

  record JoinBody(Optional<String> invitation) {}

  record InvitationView(String invitation, String node, String network, Instant expiresAt) {}

  record Joined(String network, String node, long rosterVersion, Instant certificateNotAfter) {}

  record Networks(List<Network> networks) {}

  record Network(
      String network,
      String title,
      String role,
      String state,
      long rosterVersion,
      Instant rosterValidUntil,
      Instant certificateNotAfter) {
    private static Network of(MembershipSummary membership) {
      return new Network(
          membership.network().value(),
          membership.title(),
          membership.role().name(),
          StatusHttp.state(membership),
          membership.rosterVersion(),
          membership.rosterValidUntil(),
          membership.certificateNotAfter());
    }
  }
}
