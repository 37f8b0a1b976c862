package org.tisc.deploy.robustness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Stands before the port of one node and does to each connection what the network between that node
 * and the dialling one does at the moment. Thread-safe.
 */
final class Relay implements AutoCloseable {
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int SLOW_BYTES = 1024;
  private static final int BYTES = 16 * 1024;

  /** What happens on the ways between two nodes. */
  interface Ways {
    /** The way from one node to another. */
    Way way(String from, String to);
  }

  /** A connection through here. */
  private record Through(String from, Socket dialled, Socket inner) {
    void reset() {
      for (Socket each : new Socket[] {dialled, inner}) {
        try {
          each.setSoLinger(true, 0);
          each.close();
        } catch (IOException e) {
          // It is closed already.
        }
      }
    }
  }

  private final String node;
  private final int target;
  private final Ways ways;
  private final IntFunction<Optional<String>> whoDialled;
  private final ServerSocket listening;
  private final Set<Through> open = ConcurrentHashMap.newKeySet();

  /**
   * A relay that works until it is closed.
   *
   * @param node the node behind it
   * @param target the node's port
   * @param whoDialled the node that dialled from a port; empty when it cannot be found
   */
  Relay(String node, int target, Ways ways, IntFunction<Optional<String>> whoDialled) {
    this.node = node;
    this.target = target;
    this.ways = ways;
    this.whoDialled = whoDialled;
    try {
      this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to take connections. */
  void start() {
    Thread.ofVirtual().name("relay-" + node).start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Resets connections whose way is cut now. */
  void follow() {
    for (Through each : Set.copyOf(open)) {
      if (cut(each.from())) {
        each.reset();
      }
    }
  }

  private boolean cut(String from) {
    return ways.way(from, node) == Way.CUT || ways.way(node, from) == Way.CUT;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket dialled = listening.accept();
        Thread.ofVirtual().name("relay-" + node).start(() -> carry(dialled));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void carry(Socket dialled) {
    try {
      String from = whoDialled.apply(dialled.getPort()).orElse("");
      Socket inner = new Socket();
      Through through = new Through(from, dialled, inner);
      open.add(through);
      try {
        if (from.isEmpty() || cut(from)) {
          return;
        }
        inner.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        dialled.setTcpNoDelay(true);
        inner.setTcpNoDelay(true);
        Thread back = Thread.ofVirtual().start(() -> pump(through, inner, dialled, node, from));
        pump(through, dialled, inner, from, node);
        back.join();
      } finally {
        through.reset();
        open.remove(through);
      }
    } catch (IOException e) {
      // The node behind is not there: the dialling one sees a reset.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pump(Through through, Socket in, Socket out, String from, String to) {
    byte[] buffer = new byte[BYTES];
    boolean lost = false;
    try {
      InputStream source = in.getInputStream();
      OutputStream sink = out.getOutputStream();
      while (true) {
        Way way = ways.way(from, to);
        int count = source.read(buffer, 0, way == Way.SLOW ? SLOW_BYTES : BYTES);
        if (count < 0) {
          break;
        }
        // Asked again: it may have changed while nothing came.
        Way now = ways.way(from, to);
        if (lost && now != Way.SWALLOWED) {
          // What was swallowed is missing for good; a network would have sent it again.
          through.reset();
          return;
        }
        switch (now) {
          case OPEN -> sink.write(buffer, 0, count);
          case SLOW -> {
            LockSupport.parkNanos(SLOW_NANOS);
            sink.write(buffer, 0, count);
          }
          case SWALLOWED -> lost = true;
          case CUT -> {
            through.reset();
            return;
          }
        }
      }
      out.shutdownOutput();
    } catch (IOException e) {
      through.reset();
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      // It is closed already.
    }
    Set.copyOf(open).forEach(Through::reset);
  }

  /** The ways of a region as they are, to be changed while connections are open. */
  static final class Changing implements Ways {
    private final Map<String, Way> ways = new ConcurrentHashMap<>();

    @Override
    public Way way(String from, String to) {
      return ways.getOrDefault(from + " " + to, Way.OPEN);
    }

    void set(String from, String to, Way way) {
      ways.put(from + " " + to, way);
    }

    void openAll() {
      ways.clear();
    }
  }
}
