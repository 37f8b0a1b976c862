package org.tisc.node.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.IndexableDocument;

/**
 * Takes records from their source on a thread of its own, some batches ahead of the one thread that
 * asks for them, in the same order. A batch ends at {@value #BATCH_RECORDS} records or with the
 * record that takes it over {@value #BATCH_BYTES} bytes of JSON; {@value #BATCHES} wait at most.
 */
final class ReadAhead implements AutoCloseable {
  static final int BATCH_RECORDS = 200;
  static final int BATCH_BYTES = 1 << 20;
  static final int BATCHES = 4;

  private static final long STOP_CHECK_MILLIS = 100;

  /** A record as the import goes on with it. */
  sealed interface Prepared {}

  /** Goes into the index. */
  record Fit(IndexableDocument document) implements Prepared {}

  /** Goes into the list of rejects. */
  record Unfit(ImportReport.Reject reject) implements Prepared {}

  /**
   * Some records in a row.
   *
   * @param bytes of the file that were read when the batch was complete
   * @param last whether nothing follows
   */
  record Batch(List<Prepared> records, long bytes, boolean last) {
    Batch {
      records = List.copyOf(records);
    }
  }

  private sealed interface Step {}

  private record Read(Batch batch) implements Step {}

  private record Failed(RuntimeException failure) implements Step {}

  private final Supplier<Optional<Prepared>> source;
  private final LongSupplier bytes;
  private final ArrayBlockingQueue<Step> steps = new ArrayBlockingQueue<>(BATCHES);
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * Begins to read.
   *
   * @param source gives the next record, and nothing after the last; asked by one thread, and never
   *     after {@link #close} returned
   * @param bytes read so far; asked by the same thread
   */
  ReadAhead(Supplier<Optional<Prepared>> source, LongSupplier bytes) {
    this.source = source;
    this.bytes = bytes;
    this.thread = Thread.ofPlatform().daemon().name("import-reader").start(this::readAll);
  }

  private void readAll() {
    try {
      boolean more = true;
      while (more && !stopped) {
        Batch batch = readBatch();
        more = !batch.last();
        hand(new Read(batch));
      }
    } catch (RuntimeException failure) {
      hand(new Failed(failure));
    } catch (Error failure) {
      hand(new Failed(new TiscException(Reason.INTERNAL, "The reader of an import died", failure)));
      throw failure;
    }
  }

  private Batch readBatch() {
    List<Prepared> records = new ArrayList<>();
    long size = 0;
    while (records.size() < BATCH_RECORDS && size < BATCH_BYTES && !stopped) {
      Optional<Prepared> next = source.get();
      if (next.isEmpty()) {
        return new Batch(records, bytes.getAsLong(), true);
      }
      records.add(next.get());
      size += next.get() instanceof Fit fit ? fit.document().json().size() : 0;
    }
    return new Batch(records, bytes.getAsLong(), false);
  }

  private void hand(Step step) {
    try {
      while (!stopped && !steps.offer(step, STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        // Full; the importing thread will take one, or stop us.
      }
    } catch (InterruptedException nobodyDoesThis) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next batch; waits for it. Not to be called after the last. Raises what the source raised,
   * after the batches before; CANCELLED when the calling thread is interrupted.
   */
  Batch next() {
    try {
      return switch (steps.take()) {
        case Read(Batch batch) -> batch;
        case Failed(RuntimeException failure) -> throw failure;
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "The import was interrupted", interrupted);
    }
  }

  /** Stops reading; waits until the source is left alone, at most for the record it is reading. */
  @Override
  public void close() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
