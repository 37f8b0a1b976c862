package org.tisc.node.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.BreakerState;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.IssuedInvitation;
import org.tisc.federation.membership.MembershipSummary;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.PendingNode;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import org.tisc.node.web.Times;

/** The page of networks: members, links, and what an administrator does with them. Thread-safe. */
public final class NetworkPages {
  private static final String PATH = "/networks";
  private static final int OK = 200;

  /** What can be done on the page; the name is the last part of the path and of the message key. */
  private static final List<String> ACTS =
      List.of(
          "create",
          "join",
          "invite",
          "approve",
          "expel",
          "deputy",
          "undeputy",
          "leave",
          "block",
          "unblock",
          "renew",
          "transfer",
          "withdraw",
          "take",
          "recover",
          "rotate",
          "unrotate");

  private final NodeId self;
  private final Memberships memberships;
  private final Links links;
  private final Messages messages = Messages.of(NetworkPages.class);
  private final RootWords roots = new RootWords(messages);
  private final Problems problems = new Problems();

  /** The page over these memberships and links. */
  public NetworkPages(NodeId self, Memberships memberships, Links links) {
    this.self = self;
    this.memberships = memberships;
    this.links = links;
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        PATH,
        Permission.STATUS_READ,
        "The page of networks: members and the link to each.",
        exchange -> page(exchange, Optional.empty(), Optional.empty()));
    for (String act : ACTS) {
      routes.add(
          "POST",
          PATH + "/" + act,
          Permission.NETWORK_ADMINISTER,
          "The form of the page of networks: " + act + ".",
          exchange -> act(exchange, act));
      // Where a browser comes back to after it changed the language on an answer to a form.
      routes.add(
          "GET",
          PATH + "/" + act,
          Permission.STATUS_READ,
          "Back to the page of networks.",
          _ -> Reply.seeOther(PATH));
    }
  }

  private Reply act(Exchange exchange, String act) {
    try {
      if (act.equals("invite")) {
        IssuedInvitation issued =
            memberships.invite(network(exchange), node(exchange), Optional.empty());
        return page(
            exchange,
            Optional.empty(),
            Optional.of(
                new NetworkView.Secret(
                    issued.node().value(),
                    issued.network().value(),
                    issued.invitation(),
                    Times.minute(issued.expiresAt()))));
      }
      run(exchange, act);
      return Reply.seeOther(PATH + "?done=" + act);
    } catch (TiscException refused) {
      return page(exchange, Optional.of(refused), Optional.empty());
    }
  }

  private void run(Exchange exchange, String act) {
    String by = exchange.caller().name();
    switch (act) {
      case "create" ->
          memberships.create(
              network(exchange),
              value(exchange, "title"),
              Suite.INTL,
              Optional.empty(),
              exchange.parameter("approval").filter("manual"::equals).isPresent());
      case "join" -> join(value(exchange, "invitation").strip());
      case "approve" ->
          memberships.approve(
              network(exchange),
              node(exchange),
              Arrays.asList(value(exchange, "words").strip().split("\\s+")),
              by);
      case "expel" -> memberships.expel(network(exchange), node(exchange), by);
      case "deputy" -> memberships.deputy(network(exchange), node(exchange), true, by);
      case "undeputy" -> memberships.deputy(network(exchange), node(exchange), false, by);
      case "leave" -> memberships.leave(network(exchange), false, by);
      case "block" -> memberships.block(network(exchange), node(exchange), by);
      case "unblock" -> memberships.unblock(network(exchange), node(exchange), by);
      case "renew" -> memberships.renew(network(exchange), Optional.empty(), by);
      case "transfer" ->
          memberships.succession().transfer(network(exchange), node(exchange), root(exchange), by);
      case "withdraw" -> memberships.succession().withdraw(network(exchange), by);
      case "take" ->
          memberships.succession().transfer(network(exchange), self, Optional.empty(), by);
      case "recover" ->
          memberships
              .succession()
              .recover(network(exchange), Fields.absolute("root", value(exchange, "root")), by);
      case "rotate" ->
          memberships.rotation().step(network(exchange), root(exchange), without(exchange), by);
      case "unrotate" -> memberships.rotation().withdraw(network(exchange), by);
      default -> throw new IllegalArgumentException(act);
    }
  }

  private void join(String invitation) {
    try {
      memberships.join(invitation);
    } catch (TiscException failure) {
      if (failure.reason() != Reason.APPROVAL_PENDING) {
        throw failure;
      }
      throw new TiscException(
          Reason.APPROVAL_PENDING,
          String.join(" ", memberships.approvalWords(invitation)),
          failure);
    }
  }

  private static NetworkId network(Exchange exchange) {
    return new NetworkId(value(exchange, "network"));
  }

  private static NodeId node(Exchange exchange) {
    return new NodeId(value(exchange, "node"));
  }

  private static Optional<Path> root(Exchange exchange) {
    return exchange
        .parameter("root")
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Fields.absolute("root", text));
  }

  /** The members that the page named to its reader, and no others that joined since. */
  private static List<NodeId> without(Exchange exchange) {
    return exchange.parameter("without").stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .filter(node -> !node.isBlank())
        .map(NodeId::new)
        .toList();
  }

  private static String value(Exchange exchange, String name) {
    return exchange
        .parameter(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () -> new TiscException(Reason.INVALID_ARGUMENT, "The field " + name + " is missing"));
  }

  private Reply page(
      Exchange exchange, Optional<TiscException> failure, Optional<NetworkView.Secret> secret) {
    Locale locale = exchange.locale();
    NetworkView view =
        new NetworkView(
            memberships.list().stream().map(one -> network(one, locale)).toList(),
            exchange.caller().may(Permission.NETWORK_ADMINISTER),
            exchange
                .parameter("done")
                .filter(ACTS::contains)
                .map(act -> messages.text(locale, "done." + act)),
            failure.map(one -> sentence(one, locale)),
            secret);
    return new Reply.Page(
        failure.map(one -> Problems.status(one.reason())).orElse(OK),
        "network/networks.jte",
        Map.of("view", view));
  }

  private String sentence(TiscException failure, Locale locale) {
    if (failure.reason().kind() == Kind.INTERNAL) {
      throw failure;
    }
    if (failure.reason() == Reason.APPROVAL_PENDING) {
      return messages.text(locale, "join.pending", String.valueOf(failure.getMessage()));
    }
    return messages.text(
        locale,
        "problem",
        problems.title(failure.reason(), locale),
        String.valueOf(failure.getMessage()));
  }

  private NetworkView.Network network(MembershipSummary membership, Locale locale) {
    NetworkId network = membership.network();
    boolean coordinates = membership.role() == MemberRole.COORDINATOR;
    Roster roster = memberships.roster(network);
    boolean expels = coordinates || roster.member(self).filter(Member::deputy).isPresent();
    Map<NodeId, PeerLink> byNode =
        links.peers(network).stream()
            .collect(Collectors.toMap(link -> link.id().node(), Function.identity()));
    return new NetworkView.Network(
        network.value(),
        membership.title(),
        coordinates,
        expels,
        membership.state() == MemberState.ACTIVE,
        messages.text(locale, "membership." + membership.state().name()),
        String.valueOf(membership.rosterVersion()),
        Times.minute(membership.rosterValidUntil()),
        Times.minute(membership.certificateNotAfter()),
        membership.warnings().stream()
            .map(warning -> messages.text(locale, "warning." + warning.code().name()))
            .toList(),
        coordinates && membership.state() == MemberState.ACTIVE
            ? memberships.pending(network).stream().map(NetworkPages::pending).toList()
            : List.of(),
        roster.members().stream()
            .filter(member -> member.state() != MemberState.REMOVED)
            .map(
                member ->
                    member(
                        member,
                        Optional.ofNullable(byNode.get(member.node())),
                        membership.blocked().contains(member.node()),
                        roots.of(roster, member, locale),
                        locale))
            .toList(),
        coordinates && membership.state() == MemberState.ACTIVE
            ? Optional.of(roots.rotation(memberships.rotation().standing(network), locale))
            : Optional.empty(),
        roster.members().stream()
            .filter(member -> member.state() == MemberState.ACTIVE && !member.node().equals(self))
            .map(member -> member.node().value())
            .toList(),
        memberships.succession().offeredTo(network).map(NodeId::value));
  }

  private static NetworkView.Pending pending(PendingNode pending) {
    return new NetworkView.Pending(
        pending.node().value(), String.join(" ", pending.words()), Times.minute(pending.until()));
  }

  private NetworkView.Member member(
      Member member,
      Optional<PeerLink> link,
      boolean blocked,
      Optional<String> underRoot,
      Locale locale) {
    boolean own = member.node().equals(self);
    String state = own ? "SELF" : blocked ? "BLOCKED" : link.map(this::state).orElse("CONNECTING");
    String name = member.profile().names().zh();
    String english = member.profile().names().en();
    return new NetworkView.Member(
        member.node().value(),
        locale.getLanguage().equals("en") && !english.isEmpty() ? english : name,
        messages.text(locale, "role." + (member.deputy() ? "DEPUTY" : member.role().name())),
        own,
        member.deputy(),
        member.role() == MemberRole.COORDINATOR,
        member.state() == MemberState.ACTIVE,
        blocked,
        tone(state),
        messages.text(locale, "link." + state),
        own ? Optional.empty() : link.flatMap(PeerLink::lastError),
        Stream.concat(
                facts(member, own ? Optional.empty() : link.map(PeerLink::health), locale).stream(),
                underRoot.stream())
            .toList());
  }

  private String state(PeerLink link) {
    return link.reachable() ? link.state().name() : "NO_INBOUND";
  }

  private static String tone(String state) {
    return switch (state) {
      case "SELF" -> "";
      case "READY" -> "good";
      case "CONNECTING", "NO_INBOUND" -> "wait";
      default -> "bad";
    };
  }

  private List<String> facts(Member member, Optional<LinkHealth> health, Locale locale) {
    List<String> facts = new ArrayList<>();
    health
        .flatMap(LinkHealth::lastContact)
        .ifPresent(at -> facts.add(messages.text(locale, "fact.lastContact", Times.minute(at))));
    health
        .map(LinkHealth::breaker)
        .filter(breaker -> breaker != BreakerState.CLOSED)
        .ifPresent(breaker -> facts.add(messages.text(locale, "breaker." + breaker.name())));
    if (!member.profile().region().isEmpty()) {
      facts.add(messages.text(locale, "fact.region", member.profile().region()));
    }
    if (!member.profile().details().hostType().isEmpty()) {
      facts.add(messages.text(locale, "fact.hostType", member.profile().details().hostType()));
    }
    if (!member.profile().details().phase().isEmpty()) {
      facts.add(messages.text(locale, "fact.phase", member.profile().details().phase()));
    }
    member
        .profile()
        .details()
        .contacts()
        .forEach(
            contact ->
                facts.add(messages.text(locale, "fact.contact", contact.kind(), contact.text())));
    if (!member.profile().endpoints().isEmpty()) {
      facts.add(
          member.profile().endpoints().stream()
              .map(Endpoint::toString)
              .collect(Collectors.joining(", ")));
    }
    return facts;
  }
}
