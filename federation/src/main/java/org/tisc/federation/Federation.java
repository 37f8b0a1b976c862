package org.tisc.federation;

import io.grpc.BindableService;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.Greeting;
import org.tisc.federation.link.LinkFailure;
import org.tisc.federation.link.LinkMemberships;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.LinkSettings;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.Refusals;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.link.Topic;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.OwnNode;
import org.tisc.federation.membership.RosterRounds;
import org.tisc.federation.membership.RosterTopic;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateStore;

/**
 * A node's part in its networks, running: one port, its links, its memberships, and the services
 * that the owner adds. Started once, closed once.
 */
public final class Federation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Federation.class);
  private static final long CLOSE_MILLIS = 2000;

  private final FederationSettings settings;
  private final Function<Links, List<BindableService>> extraServices;
  private final ExecutorService calls =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
  private final ScheduledThreadPoolExecutor timers = timers();
  private final LinkPort port;
  private final Memberships memberships;
  private final RosterRounds rounds;
  private final StateStore store;
  private final InstantSource clock;
  private @Nullable SharingAssembly sharing;

  /**
   * Assembles everything; nothing runs yet. Reads and, where absent, makes the passphrase file.
   *
   * @param store keeps rosters and invitations
   * @param events hears of every security-relevant event
   * @param scoringProfile the profile this node ranks by, read when it is needed
   * @param extraServices makes the services that the owner adds; each call of them passes the gate
   */
  public Federation(
      FederationSettings settings,
      StateStore store,
      InstantSource clock,
      SecurityEvents events,
      Supplier<String> scoringProfile,
      Function<Links, List<BindableService>> extraServices) {
    this.settings = settings;
    this.extraServices = extraServices;
    this.store = store;
    this.clock = clock;
    LinkMemberships table = new LinkMemberships();
    this.port =
        new LinkPort(
            new LinkSettings(
                settings.bind(),
                settings.limits(),
                Memberships.access(),
                () ->
                    new Greeting(
                        settings.softwareVersion(), scoringProfile.get(), settings.instance())),
            table,
            clock,
            calls,
            timers,
            events,
            Memberships.rosterPull(table));
    RosterTopic rosterTopic = new RosterTopic(port, settings.limits().maxMessageBytes());
    port.add(rosterTopic);
    port.onRoster(rosterTopic::announce);
    this.memberships =
        new Memberships(
            new OwnNode(settings.node(), settings.instance(), this::profile, scoringProfile),
            settings.keys(),
            settings.passphraseFile(),
            store,
            clock,
            port,
            events);
    this.rounds = new RosterRounds(memberships, timers);
  }

  /**
   * Settles process-wide TLS settings; to be called first in {@code main}, before anything uses
   * TLS. Safe to repeat.
   */
  public static void prepareProcess() {
    LinkPort.prepareProcess();
  }

  /** Reads memberships, listens, dials peers. Raises UNAVAILABLE, KEY_FILE_REFUSED. */
  public void start() {
    memberships.load();
    List<BindableService> services = new ArrayList<>(memberships.services());
    services.addAll(extraServices.apply(port.links()));
    if (sharing != null) {
      services.add(sharing.service());
      sharing.start(timers);
    }
    port.open(services);
    memberships.describeSelf();
    port.dial();
    rounds.start();
    LOG.info("Node {} listens for peers on port {}", settings.node(), port.port());
  }

  /** The links to peers. */
  public Links links() {
    return port.links();
  }

  /**
   * Greets this node itself at the endpoint that it advertises in a network; see {@link
   * LinkPort#reachItself}.
   */
  public Optional<LinkFailure> reachItself(NetworkId network) {
    return port.reachItself(network);
  }

  /** Callers that were refused of late, newest first. */
  public List<Refusals.Refused> refusals() {
    return port.refusals().recent();
  }

  /** Adds a topic to the streams of all links; before the start only. */
  public void add(Topic topic) {
    port.add(topic);
  }

  /**
   * Adds the exchange of these feeds, and files; once, before the start.
   *
   * @param feedKeys the key that signs this node's entries in a network; empty where it has none
   */
  public SharingAssembly share(
      SharingParts parts, Function<NetworkId, Optional<KeyPair>> feedKeys) {
    if (sharing != null) {
      throw new IllegalStateException("Feeds are shared once");
    }
    SharingAssembly made =
        new SharingAssembly(
            parts, port, feedKeys, store, clock, settings.limits().maxMessageBytes());
    sharing = made;
    return made;
  }

  /** Adds somebody to tell of every roster that comes into force; before the start only. */
  public void onRoster(Consumer<Roster> listener) {
    port.onRoster(listener);
  }

  /** The networks this node is a member of. */
  public Memberships memberships() {
    return memberships;
  }

  /** The port it listens on; only after the start. */
  public int port() {
    return port.port();
  }

  /** The full names of all methods that peers may try, whoever added them; only after the start. */
  public List<String> methods() {
    return port.methods();
  }

  /** Stops in reverse order of the start; every step is bounded, some seconds in all. */
  @Override
  public void close() {
    rounds.close();
    if (sharing != null) {
      sharing.close();
    }
    port.close();
    timers.shutdownNow();
    calls.shutdown();
    try {
      if (!calls.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        calls.shutdownNow();
      }
      if (!timers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("Timers of node {} did not stop in time", settings.node());
      }
    } catch (InterruptedException e) {
      calls.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private MemberProfile profile() {
    List<Endpoint> endpoints =
        settings
            .advertised()
            .map(e -> e.port() == 0 ? new Endpoint(e.host(), port.port()) : e)
            .stream()
            .toList();
    return new MemberProfile(
        settings.names(),
        settings.region(),
        endpoints,
        settings.softwareVersion(),
        settings.details());
  }

  private static ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("federation-timer").daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
