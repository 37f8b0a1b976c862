package org.tisc.federation.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP relay on loopback that does to connections what networks do: swallow bytes of one
 * direction, delay them, reset, refuse. Counts what it carries.
 */
final class TestProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean swallowForth;
  private volatile boolean swallowBack;
  private final Object stalling = new Object();
  private boolean stalled;
  private volatile boolean refusing;

  TestProxy(int targetPort) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    try {
      this.listening = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Bytes of both directions so far. */
  long bytes() {
    return bytes.get();
  }

  /** Sockets open at either end. */
  int openConnections() {
    return open.size();
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** From now on these directions lead nowhere: read and thrown away. */
  void swallow(boolean forth, boolean back) {
    swallowForth = forth;
    swallowBack = back;
  }

  /** From now on nothing is read at either end, so that senders stall. */
  void stall(boolean fact) {
    synchronized (stalling) {
      stalled = fact;
      stalling.notifyAll();
    }
  }

  private void awaitFlow() throws InterruptedException {
    synchronized (stalling) {
      while (stalled) {
        stalling.wait();
      }
    }
  }

  /** Resets new connections at once. */
  void refuse(boolean fact) {
    refusing = fact;
  }

  /** Resets all connections. */
  void reset() {
    open.forEach(TestProxy::reset);
    open.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket from = listening.accept();
        accepted.incrementAndGet();
        if (refusing) {
          reset(from);
          continue;
        }
        Socket to = new Socket();
        open.add(from);
        open.add(to);
        Thread.ofVirtual().name("proxy-forth").start(() -> relay(from, to, true));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void relay(Socket from, Socket to, boolean forth) {
    try {
      if (forth) {
        to.connect(target);
        Thread.ofVirtual().name("proxy-back").start(() -> relay(to, from, false));
      }
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      while (true) {
        awaitFlow();
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        awaitFlow();
        bytes.addAndGet(count);
        if (!(forth ? swallowForth : swallowBack)) {
          out.write(buffer, 0, count);
          out.flush();
        }
      }
    } catch (IOException e) {
      // The other end is gone; so is this one.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!(swallowForth || swallowBack)) {
      reset(from);
      reset(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // Gone already.
    }
  }

  @Override
  public void close() {
    stall(false);
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }
}
