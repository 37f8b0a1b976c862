package org.tisc.node.search;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.web.EventSink;

/**
 * A search whose reader hears of it while it goes on. The search works on a thread of its own; the
 * reader's thread sends what it tells, or a sign of life, and so notices a reader who left: the
 * search is abandoned then, here and at every peer.
 *
 * @param <T> the whole answer
 */
final class SearchStream<T> {
  private static final Logger LOG = LoggerFactory.getLogger(SearchStream.class);

  /** The longest silence, and so how long a search may go on that nobody waits for. */
  private static final long BEAT_MILLIS = 250;

  private sealed interface Message<T> {}

  private record Early<T>(SearchAnswer answer) implements Message<T> {}

  private record Whole<T>(T answer) implements Message<T> {}

  private record Refused<T>(TiscException failure) implements Message<T> {}

  private final BlockingQueue<Message<T>> messages = new LinkedBlockingQueue<>();
  private final AtomicBoolean left = new AtomicBoolean();

  /** A search that is to be heard. */
  @FunctionalInterface
  interface Search<T> {
    /**
     * Answers.
     *
     * @param early takes what is known before the answer
     * @param abandoned true once the reader has left
     */
    T run(Consumer<SearchAnswer> early, BooleanSupplier abandoned);
  }

  /** How messages are sent. */
  interface Teller<T> {
    /** Sends what is known before the answer. */
    void early(SearchAnswer answer) throws IOException;

    /** Sends the answer. */
    void whole(T answer) throws IOException;

    /** Sends why there is none. */
    void refused(TiscException failure) throws IOException;
  }

  /** Runs the search and sends everything; returns when the last word is sent. */
  void tell(Search<T> search, Teller<T> teller, EventSink sink) throws IOException {
    Thread.ofVirtual().name("search-stream").start(() -> run(search));
    boolean over = false;
    try {
      while (!over) {
        Message<T> next = messages.poll(BEAT_MILLIS, TimeUnit.MILLISECONDS);
        switch (next) {
          case null -> sink.beat();
          case Early<T>(SearchAnswer answer) -> {
            // What is out of date already helps nobody.
            if (messages.isEmpty()) {
              teller.early(answer);
            }
          }
          case Whole<T>(T answer) -> {
            over = true;
            teller.whole(answer);
          }
          case Refused<T>(TiscException failure) -> {
            over = true;
            teller.refused(failure);
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("The node is stopping", stopping);
    } finally {
      left.set(true);
    }
  }

  private void run(Search<T> search) {
    try {
      messages.add(new Whole<>(search.run(early -> messages.add(new Early<>(early)), left::get)));
    } catch (TiscException failure) {
      messages.add(new Refused<>(failure));
    } catch (RuntimeException mistake) {
      LOG.error("A search failed", mistake);
      messages.add(new Refused<>(new TiscException(Reason.INTERNAL, "a mistake of ours", mistake)));
    }
  }
}
