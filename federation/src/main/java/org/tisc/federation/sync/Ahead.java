package org.tisc.federation.sync;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Takes the frames of one stream in their order, one at a time, while the next one is being read:
 * so that a reader who is behind keeps processor and disk busy at once. Used by one thread at a
 * time.
 */
final class Ahead {
  private volatile CompletableFuture<Optional<RuntimeException>> before =
      CompletableFuture.completedFuture(Optional.empty());

  /**
   * Takes a frame as soon as the one before it was taken; returns when that is so, before this one
   * is. Raises what was wrong with the one before.
   */
  void take(Runnable frame) {
    Optional<RuntimeException> failed = end();
    CompletableFuture<Optional<RuntimeException>> outcome = new CompletableFuture<>();
    before = outcome;
    Thread.ofVirtual()
        .name("feed-frame")
        .start(
            () -> {
              try {
                frame.run();
                outcome.complete(Optional.empty());
              } catch (RuntimeException e) {
                outcome.complete(Optional.of(e));
              } catch (Error e) {
                outcome.completeExceptionally(e);
                throw e;
              }
            });
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  /** Waits until the last frame was taken; what was wrong with it. */
  Optional<RuntimeException> end() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return before.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return Optional.of(
              new TiscException(Reason.INTERNAL, "A frame of feeds could not be taken", e));
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
