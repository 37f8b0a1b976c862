package org.tisc.federation.membership;

import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.tisc.federation.FederationRegion;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** Calls between all nodes that are up, some at a time, as long as it is open. */
final class CallLoad implements AutoCloseable {
  private static final int CALLERS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final FederationRegion region;
  private final AtomicInteger calls = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Set<Integer> down = ConcurrentHashMap.newKeySet();
  // Held by a call while it runs, so that a node is not stopped under one.
  private final ReadWriteLock stopping = new ReentrantReadWriteLock(true);
  private final List<Thread> callers;

  CallLoad(FederationRegion region) {
    this.region = region;
    this.callers =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> Thread.ofVirtual().name("load-" + i).start(this::run))
            .toList();
  }

  private void run() {
    while (!over.get()) {
      int from = ThreadLocalRandom.current().nextInt(region.size());
      int to = ThreadLocalRandom.current().nextInt(region.size());
      stopping.readLock().lock();
      try {
        if (from != to && !down.contains(from) && !down.contains(to)) {
          call(from, to);
        }
      } finally {
        stopping.readLock().unlock();
      }
    }
  }

  private void call(int from, int to) {
    try {
      var _ =
          LinkServiceGrpc.newBlockingStub(region.link(from, to).channel())
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .greet(GreetRequest.getDefaultInstance());
      calls.incrementAndGet();
    } catch (StatusRuntimeException e) {
      failures.add(from + " to " + to + ": " + e.getMessage() + " " + e.getCause());
    }
  }

  int calls() {
    return calls.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Stops a node that is asked nothing meanwhile; the others go on calling each other. */
  void stop(int node) {
    down.add(node);
    stopping.writeLock().lock();
    try {
      region.node(node).stop();
    } finally {
      stopping.writeLock().unlock();
    }
  }

  /** Starts it again, and asks it again once every node sees every other. */
  void start(int node) {
    region.node(node).start();
    region.awaitConverged();
    down.remove(node);
  }

  /** Waits until every caller has called some more. */
  void awaitMore() {
    int enough = calls.get() + 500;
    await().atMost(PATIENCE).until(() -> calls.get() >= enough || !failures.isEmpty());
  }

  @Override
  public void close() {
    over.set(true);
    for (Thread caller : callers) {
      try {
        caller.join(Duration.ofSeconds(40));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
