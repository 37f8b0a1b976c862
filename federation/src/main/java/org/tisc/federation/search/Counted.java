package org.tisc.federation.search;

import java.util.function.Consumer;

/**
 * A thing that is closed when its last user is done, so that ending a query never takes it away
 * from a thread that still works with it. Thread-safe. The maker is the first user.
 */
final class Counted<V> {
  private final V value;
  private final Consumer<V> closer;
  private int users = 1;

  Counted(V value, Consumer<V> closer) {
    this.value = value;
    this.closer = closer;
  }

  V value() {
    return value;
  }

  /** Adds a user; false when it is closed already. */
  synchronized boolean acquire() {
    if (users == 0) {
      return false;
    }
    users++;
    return true;
  }

  /** One user is done. */
  void release() {
    boolean last;
    synchronized (this) {
      last = --users == 0;
    }
    if (last) {
      closer.accept(value);
    }
  }
}
