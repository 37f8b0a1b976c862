package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.web.EventSink;

class SearchStreamTest {
  private final List<String> told = new ArrayList<>();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final CountDownLatch beat = new CountDownLatch(1);

  /** A reader that may leave. */
  private final EventSink sink =
      new EventSink() {
        @Override
        public void json(String name, Object body) throws IOException {
          say(name + " " + body);
        }

        @Override
        public void html(String name, String template, Map<String, Object> model)
            throws IOException {
          say(name + " " + template);
        }

        @Override
        public void problem(TiscException failure) throws IOException {
          say("problem " + failure.reason());
        }

        @Override
        public void beat() throws IOException {
          if (gone.get()) {
            throw new IOException("gone");
          }
          beat.countDown();
        }

        private void say(String what) throws IOException {
          if (gone.get()) {
            throw new IOException("gone");
          }
          told.add(what);
        }
      };

  private final SearchStream.Teller<String> teller =
      new SearchStream.Teller<>() {
        @Override
        public void early(SearchAnswer answer) throws IOException {
          sink.json("early", answer.hits().size());
        }

        @Override
        public void whole(String answer) throws IOException {
          sink.json("answer", answer);
        }

        @Override
        public void refused(TiscException failure) throws IOException {
          sink.problem(failure);
        }
      };

  private void tell(SearchStream.Search<String> search) throws IOException {
    new SearchStream<String>().tell(search, teller, sink);
  }

  private void awaitBeat() {
    await().atMost(Duration.ofSeconds(20)).until(() -> beat.getCount() == 0);
  }

  @Test
  void tellsWhatIsEarlyAndThenTheAnswer() throws IOException {
    tell(
        (early, _) -> {
          early.accept(Answers.exact(Answers.hit()));
          // A sign of life comes only when all that is early was sent.
          awaitBeat();
          return "whole";
        });
    assertThat(told).containsExactly("early 1", "answer whole");
  }

  @Test
  void tellsWhyThereIsNoAnswer() throws IOException {
    tell(
        (_, _) -> {
          throw new TiscException(Reason.BUSY, "busy");
        });
    tell(
        (_, _) -> {
          throw new IllegalStateException("a bug");
        });
    assertThat(told).containsExactly("problem BUSY", "problem INTERNAL");
  }

  @Test
  void aReaderWhoLeavesAbandonsTheSearch() {
    CountDownLatch ended = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                tell(
                    (_, left) -> {
                      awaitBeat();
                      gone.set(true);
                      await().atMost(Duration.ofSeconds(20)).until(left::getAsBoolean);
                      ended.countDown();
                      throw new TiscException(Reason.CANCELLED, "abandoned");
                    }))
        .isInstanceOf(IOException.class);
    await().atMost(Duration.ofSeconds(20)).until(() -> ended.getCount() == 0);
    assertThat(told).isEmpty();
  }
}
