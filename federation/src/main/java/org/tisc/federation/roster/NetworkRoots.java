package org.tisc.federation.roster;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.roster.NetworkRoot.State;

/**
 * The roots of a network, oldest first: RETIRED ones, then at most one FORMER, then the CURRENT
 * one, then at most one NEXT, never FORMER and NEXT at a time. Empty while the network has had one
 * root only. Each after the first carries the voucher of the one before it; whether that holds is
 * {@link RosterVerifier}'s question.
 *
 * @param all the roots
 */
public record NetworkRoots(List<NetworkRoot> all) {
  /** The most roots of one list: older ones are forgotten. */
  public static final int MAX = 16;

  /** The roots of a network that has had one only. */
  public static final NetworkRoots NONE = new NetworkRoots(List.of());

  public NetworkRoots {
    all = List.copyOf(all);
    require(all.size() <= MAX, "at most " + MAX + " roots");
    require(
        all.isEmpty() || all.stream().filter(one -> one.state() == State.CURRENT).count() == 1,
        "one root that is CURRENT");
    for (int i = 0; i < all.size(); i++) {
      NetworkRoot root = all.get(i);
      require(i == 0 || root.voucher().isPresent(), "a voucher for each root after the first");
      if (i > 0) {
        require(mayFollow(all.get(i - 1).state(), root.state()), "its roots in their order");
        require(all.get(i - 1).since() < root.since(), "roots that began one after the other");
      }
    }
    require(
        all.size() < 3
            || all.getLast().state() != State.NEXT
            || all.get(all.size() - 3).state() != State.FORMER,
        "no root NEXT beside one FORMER");
  }

  private static boolean mayFollow(State before, State after) {
    return switch (after) {
      case NEXT -> before == State.CURRENT;
      case CURRENT -> before == State.FORMER || before == State.RETIRED;
      case FORMER, RETIRED -> before == State.RETIRED;
    };
  }

  /** The root in this state; there is at most one unless the state is RETIRED. */
  public Optional<NetworkRoot> find(State state) {
    return all.stream().filter(one -> one.state() == state).findFirst();
  }

  /** The root under which an authority of this term stands; empty for a network with one root. */
  public Optional<NetworkRoot> ofTerm(long term) {
    return all.reversed().stream()
        .filter(one -> one.state() != State.NEXT && (one.firstTerm() <= term))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** The first term of which certificates count; what older authorities issued does not. */
  public long leastTerm() {
    return all.stream()
        .filter(one -> one.state() == State.FORMER || one.state() == State.CURRENT)
        .findFirst()
        .filter(one -> !one.equals(all.getFirst()))
        .map(NetworkRoot::firstTerm)
        .orElse(0L);
  }

  /** The same with a root announced that the current one vouches for. */
  NetworkRoots announcing(
      X509Certificate current, X509Certificate next, X509Certificate voucher, long version) {
    List<NetworkRoot> roots = new ArrayList<>(all);
    if (roots.isEmpty()) {
      roots.add(new NetworkRoot(current, Optional.empty(), State.CURRENT, 0));
    }
    if (roots.size() == MAX) {
      roots.removeFirst();
    }
    roots.add(new NetworkRoot(next, Optional.of(voucher), State.NEXT, version));
    return new NetworkRoots(roots);
  }

  /** The same with nothing announced. */
  NetworkRoots withdrawn() {
    List<NetworkRoot> roots = all.stream().filter(one -> one.state() != State.NEXT).toList();
    return roots.size() == 1 ? NONE : new NetworkRoots(roots);
  }

  /** The same once this root certifies the roster of this version; it may have been NEXT. */
  NetworkRoots under(X509Certificate root, long version) {
    if (find(State.NEXT).filter(next -> next.certificate().equals(root)).isEmpty()) {
      return this;
    }
    return new NetworkRoots(
        all.stream()
            .map(
                one ->
                    switch (one.state()) {
                      case NEXT -> one.as(State.CURRENT, version);
                      case CURRENT -> one.as(State.FORMER);
                      case FORMER, RETIRED -> one;
                    })
            .toList());
  }

  /** The same with the former root retired. */
  NetworkRoots retired() {
    return new NetworkRoots(
        all.stream()
            .map(one -> one.state() == State.FORMER ? one.as(State.RETIRED) : one)
            .toList());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ROSTER, "A roster needs " + what);
    }
  }
}
