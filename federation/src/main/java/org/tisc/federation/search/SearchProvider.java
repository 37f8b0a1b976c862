package org.tisc.federation.search;

import io.grpc.BindableService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Guard;

/** Serves the own collections to peers: the service, and the snapshots that peers have pinned. */
public final class SearchProvider implements AutoCloseable {
  private final Leases<PeerId, IndexSnapshot> leases;
  private final SearchRpc rpc;

  /**
   * Starts to keep leases.
   *
   * @param guard says what peers may do
   * @param caller the peer whose call the current thread serves, as the gate established it
   * @param share what each peer may take
   * @param nanoClock as System::nanoTime
   */
  public SearchProvider(
      LocalIndex index,
      Guard guard,
      SearchEvents events,
      Supplier<PeerId> caller,
      SearchShare share,
      LongSupplier nanoClock) {
    this.leases = Leases.ofSnapshots(nanoClock);
    this.rpc = new SearchRpc(index, guard, leases, events, caller, new PeerCosts(share, nanoClock));
  }

  /** The service to add to the server. */
  public BindableService service() {
    return rpc;
  }

  /** Closes snapshots that nobody used for their time; to be called now and then. */
  public void sweep() {
    leases.sweep();
  }

  /** Closes every pinned snapshot; calls that still use one finish with it. */
  @Override
  public void close() {
    leases.close();
  }
}
