package org.tisc.federation.search;

import io.grpc.BindableService;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Guard;

/** Serves the own collections to peers: the service, and the snapshots that peers have pinned. */
public final class SearchProvider implements AutoCloseable {
  private static final Duration SWEEP = Duration.ofSeconds(10);

  private final Leases leases;
  private final SearchRpc rpc;
  private final ScheduledExecutorService sweeper;

  /**
   * Starts to keep leases.
   *
   * @param guard says what peers may do
   * @param caller the peer whose call the current thread serves, as the gate established it
   * @param nanoClock as System::nanoTime
   */
  public SearchProvider(
      LocalIndex index,
      Guard guard,
      SearchEvents events,
      Supplier<PeerId> caller,
      LongSupplier nanoClock) {
    this.leases = new Leases(nanoClock);
    this.rpc = new SearchRpc(index, guard, leases, events, caller);
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("search-leases").factory());
    ScheduledFuture<?> _ =
        sweeper.scheduleWithFixedDelay(
            leases::sweep, SWEEP.toSeconds(), SWEEP.toSeconds(), TimeUnit.SECONDS);
  }

  /** The service to add to the server. */
  public BindableService service() {
    return rpc;
  }

  /** Closes every pinned snapshot; calls that still use one finish with it. */
  @Override
  public void close() {
    sweeper.shutdownNow();
    leases.close();
  }
}
