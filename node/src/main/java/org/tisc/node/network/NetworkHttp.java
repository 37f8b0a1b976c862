package org.tisc.node.network;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberState;
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
    routes.add(
        "POST",
        "/api/v1/networks/{network}/members/{node}/expel",
        Permission.NETWORK_ADMINISTER,
        "Take a member out of a network that this node coordinates.",
        this::expel);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/leave",
        Permission.NETWORK_ADMINISTER,
        "Leave a network.",
        this::leave);
    routes.add(
        "POST",
        "/api/v1/networks/{network}/renew",
        Permission.NETWORK_ADMINISTER,
        "Renew this node's key and certificate now.",
        this::renew);
    routes.add(
        "PUT",
        "/api/v1/networks/{network}/blocks/{node}",
        Permission.NETWORK_ADMINISTER,
        "Have nothing to do with a member from now on.",
        exchange -> block(exchange, true));
    routes.add(
        "DELETE",
        "/api/v1/networks/{network}/blocks/{node}",
        Permission.NETWORK_ADMINISTER,
        "End a block.",
        exchange -> block(exchange, false));
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
            body.rootOut.map(NetworkHttp::folder),
            manual(body.approval.orElse("invitation")));
    return new Reply.Json(201, Network.of(created));
  }

  private Reply invite(Exchange exchange) {
    InviteBody body = exchange.json(InviteBody.class);
    IssuedInvitation invitation =
        memberships.invite(
            new NetworkId(exchange.path("network")),
            new NodeId(required("node", body.node)),
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
    String invitation = required("invitation", exchange.json(JoinBody.class).invitation).strip();
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

  private Reply expel(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    Roster roster = memberships.expel(network, node, exchange.caller().name());
    return Reply.ok(
        new Expelled(network.value(), node.value(), MemberState.REMOVED.name(), roster.version()));
  }

  private Reply leave(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    boolean locally = exchange.json(LeaveBody.class).local.orElse(false);
    memberships.leave(network, locally, exchange.caller().name());
    return Reply.ok(new Left(network.value(), "LEFT"));
  }

  private Reply renew(Exchange exchange) {
    NetworkId network = new NetworkId(exchange.path("network"));
    Optional<Path> rootIn = exchange.json(RenewBody.class).rootIn.map(NetworkHttp::rootFolder);
    boolean used = memberships.renew(network, rootIn, exchange.caller().name());
    MembershipSummary summary =
        memberships.list().stream()
            .filter(one -> one.network().equals(network))
            .findFirst()
            .orElseThrow(() -> new TiscException(Reason.UNKNOWN_NETWORK, "No network " + network));
    return Reply.ok(
        new Renewed(network.value(), used ? "RENEWED" : "WAITING", summary.certificateNotAfter()));
  }

  private Reply block(Exchange exchange, boolean blocked) {
    NetworkId network = new NetworkId(exchange.path("network"));
    NodeId node = new NodeId(exchange.path("node"));
    if (blocked) {
      memberships.block(network, node, exchange.caller().name());
    } else {
      memberships.unblock(network, node, exchange.caller().name());
    }
    return Reply.ok(new Blocked(network.value(), node.value(), blocked));
  }

  private Reply approvalWords(Exchange exchange) {
    String invitation = required("invitation", exchange.json(JoinBody.class).invitation).strip();
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
    return absolute("rootOut", text);
  }

  private static Path rootFolder(String text) {
    return absolute("rootIn", text);
  }

  private static Path absolute(String field, String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException failure) {
      throw new TiscException(Reason.INVALID_ARGUMENT, field + " is no path", failure);
    }
    if (!path.isAbsolute()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, field + " is an absolute path on the node");
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

  record LeaveBody(Optional<Boolean> local) {}

  record RenewBody(Optional<String> rootIn) {}

  record Renewed(String network, String state, Instant certificateNotAfter) {}

  record Expelled(String network, String node, String state, long rosterVersion) {}

  record Left(String network, String state) {}

  record Blocked(String network, String node, boolean blocked) {}

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
