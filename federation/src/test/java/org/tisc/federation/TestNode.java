package org.tisc.federation;

import io.grpc.BindableService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.KeyFile;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.Topic;
import org.tisc.federation.roster.CentreDetails;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Names;
import org.tisc.federation.state.InMemoryStateStore;

/**
 * One node of a {@link FederationRegion}: a real {@link Federation} on loopback that can be stopped
 * and started again on the same port with the same keys and store.
 */
public final class TestNode implements AutoCloseable {
  private final NodeId id;
  private final Path home;
  private final LinkLimits limits;
  private final AdjustableClock clock;
  private final Function<Links, List<BindableService>> services;
  private final List<Topic> topics;
  private final InstanceId instance = InstanceId.random();
  private final InMemoryStateStore store = new InMemoryStateStore();
  private final RecordedEvents events = new RecordedEvents();
  private CentreDetails details = CentreDetails.NONE;
  private int port;
  private Federation federation;

  TestNode(
      NodeId id,
      Path home,
      LinkLimits limits,
      AdjustableClock clock,
      Function<Links, List<BindableService>> services,
      List<Topic> topics) {
    this.id = id;
    this.home = home;
    this.limits = limits;
    this.clock = clock;
    this.services = services;
    this.topics = List.copyOf(topics);
    this.federation = build(0);
    federation.start();
    port = federation.port();
  }

  /** The node's id. */
  public NodeId id() {
    return id;
  }

  /** The running federation; another object after a restart. */
  public Federation federation() {
    return federation;
  }

  /** Where it listens; stays the same through restarts. */
  public int port() {
    return port;
  }

  /** What it told the audit. */
  public RecordedEvents events() {
    return events;
  }

  /** Its documents; survive restarts. */
  public InMemoryStateStore store() {
    return store;
  }

  /** Its clock, shared by the region unless made otherwise. */
  public AdjustableClock clock() {
    return clock;
  }

  /** One of its keys: {@code tls}, and at the coordinator {@code issuing}, {@code root}. */
  public Identity key(NetworkId network, String name) {
    return KeyFile.read(keyFile(network, name), KeyFile.passphrase(home.resolve("passphrase")));
  }

  /** Says something else about its centre from the next start on. */
  public void describe(CentreDetails fresh) {
    details = fresh;
  }

  /** Whether it holds such a key. */
  public boolean hasKey(NetworkId network, String name) {
    return Files.exists(keyFile(network, name));
  }

  /** Where it keeps such a key. */
  public Path keyFile(NetworkId network, String name) {
    return home.resolve("keys").resolve(network.value()).resolve(name + ".p12");
  }

  /** Stops it as an orderly shutdown does. */
  public void stop() {
    federation.close();
  }

  /** Starts it again after {@link #stop}. */
  public void start() {
    federation = build(port);
    federation.start();
  }

  /**
   * What a backup of this moment is restored to: the same identity and store in another home, which
   * dials out and says what this node says of itself. The caller starts and closes it.
   */
  public Federation copy() {
    return build(0, port, InstanceId.random(), store.copy());
  }

  /** While stopped: runs with its own keys at another node's address. The caller closes it. */
  public Federation impersonate(int where) {
    Federation imposter = build(where);
    imposter.start();
    return imposter;
  }

  @Override
  public void close() {
    federation.close();
  }

  private Federation build(int where) {
    return build(where, where, instance, store);
  }

  private Federation build(int where, int advertised, InstanceId its, InMemoryStateStore kept) {
    Federation built =
        new Federation(
            new FederationSettings(
                id,
                its,
                new Names("测试中心" + id, "Test centre " + id),
                "110000",
                "0.1.0",
                new Endpoint("127.0.0.1", where),
                Optional.of(new Endpoint("127.0.0.1", advertised)),
                home.resolve("keys"),
                home.resolve("passphrase"),
                limits,
                details),
            kept,
            clock,
            events,
            () -> "test-profile",
            services);
    topics.forEach(built::add);
    return built;
  }
}
