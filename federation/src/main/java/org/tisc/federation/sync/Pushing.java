package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.link.Lane;

/**
 * Sends new entries of this node's own feeds at once to every reader that stands right before them.
 * What is on its way and was not confirmed is bounded; who is further behind asks. Guarded by the
 * lock of {@link NetworkSync}, except for reading.
 */
final class Pushing {
  /*
   * Entries of a feed must arrive in order, and lanes keep none between them. So all that is
   * unconfirmed of a feed goes in one lane: an urgent entry behind others on their way takes them
   * along, once more, in the urgent lane; what arrives twice is ignored there.
   */
  /** A run to read and send. */
  record Job(Session session, FeedId feed, long epoch, long from, int entries) {}

  private final SyncLimits limits;
  private final Circle circle;
  private final Table table;
  private final Telling telling;

  Pushing(SyncLimits limits, Circle circle, Table table, Telling telling) {
    this.limits = limits;
    this.circle = circle;
    this.table = table;
    this.telling = telling;
  }

  /** What can go out now: at most one run for each peer and feed. */
  List<Job> jobs(long now) {
    List<Job> jobs = new ArrayList<>();
    for (FeedState state : table.held()) {
      if (!own(state.feed()) || state.head().start() || state.fork().isPresent()) {
        continue;
      }
      for (Session session : readers(state.feed())) {
        if (session.heard.known() && circle.mayRead(session.peer(), state.feed())) {
          job(session, state, now, jobs);
        }
      }
    }
    return jobs;
  }

  private boolean own(FeedId feed) {
    return feed.origin().equals(circle.self().node());
  }

  private Collection<Session> readers(FeedId feed) {
    return feed.audience().peer().isEmpty()
        ? table.sessions()
        : feed.audience().peer().flatMap(table::session).stream().toList();
  }

  private void job(Session session, FeedState state, long now, List<Job> jobs) {
    FeedId feed = state.feed();
    FeedPosition head = state.head();
    Session.Push push = session.pushes.computeIfAbsent(feed, _ -> new Session.Push(now));
    FeedPosition confirmed = session.heard.of(feed);
    boolean first = confirmed.start() && head.epoch() == 1;
    if (confirmed.compareTo(head) >= 0
        || session.serving.containsKey(feed)
        || now - push.suspendedUntil < 0) {
      return;
    }
    if (!first && confirmed.epoch() != head.epoch()) {
      behind(session, feed);
      return;
    }
    if (push.epoch != head.epoch() || push.sequence <= confirmed.sequence()) {
      push.epoch = head.epoch();
      push.sequence = confirmed.sequence();
      push.lane = Lane.NORMAL;
    }
    long open = limits.pushEntries() - (push.sequence - confirmed.sequence());
    if (head.sequence() - push.sequence > limits.pushEntries()) {
      behind(session, feed);
      return;
    }
    long waiting = Math.min(head.sequence() - push.sequence, open);
    if (waiting > 0 && !session.full.contains(push.lane)) {
      jobs.add(new Job(session, feed, push.epoch, push.sequence + 1, (int) waiting));
    }
  }

  /** The reader is told where the feed stands, so that it asks. */
  private void behind(Session session, FeedId feed) {
    if (!session.told.of(feed).equals(table.head(feed))) {
      telling.soon(session.peer(), feed);
    }
  }

  /**
   * Sends what was read for a job, unless things changed meanwhile.
   *
   * @return whether it may be worth while to look again at once
   */
  boolean send(Job job, List<SignedEntry> run) {
    Session session = job.session();
    Session.Push push = session.pushes.get(job.feed());
    if (run.isEmpty()
        || push == null
        || push.epoch != job.epoch()
        || push.sequence + 1 != job.from()
        || table.session(session.peer()).filter(session::equals).isEmpty()
        || !circle.mayRead(session.peer(), job.feed())) {
      return false;
    }
    boolean urgent = run.stream().anyMatch(entry -> entry.header().urgent());
    if (urgent && push.lane != Lane.URGENT) {
      push.lane = Lane.URGENT;
      FeedPosition confirmed = session.heard.of(job.feed());
      if (push.sequence > confirmed.sequence()) {
        push.sequence = confirmed.sequence();
        return true;
      }
    }
    if (!session.offer(push.lane, new Frame.Entries(run, false))) {
      return false;
    }
    push.sequence = run.getLast().header().sequence();
    return true;
  }

  /** The reader refused something: it is left to ask by itself for a while. */
  void refused(Session session, FeedId feed, long now) {
    Session.Push push = session.pushes.computeIfAbsent(feed, _ -> new Session.Push(now));
    push.suspendedUntil = now + limits.digestEvery().toNanos();
    push.epoch = 0;
    push.sequence = 0;
  }
}
