package org.tisc.federation.search;

/**
 * A snapshot that is closed when its last user is done, so that ending a query never takes the
 * index away from a thread that still works in it. Thread-safe. The maker is the first user.
 */
final class CountedSnapshot {
  private final IndexSnapshot snapshot;
  private int users = 1;

  CountedSnapshot(IndexSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  IndexSnapshot snapshot() {
    return snapshot;
  }

  /** Adds a user; false when the snapshot is closed already. */
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
      snapshot.close();
    }
  }
}
