package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.Refusal;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;

/**
 * Answers peers' wants, a frame at a time and in turn, as their links have room. Whether a peer may
 * read a feed is asked for every frame. Guarded by the lock of {@link NetworkSync}, except for
 * reading.
 */
final class Answering {
  /** A part of an answer to read and send. */
  record Job(Session session, Session.Serving serving, int entries, int bytes) {}

  private final SyncLimits limits;
  private final Circle circle;
  private final Table table;
  // Who was answered last; the next one in their order is next.
  private Optional<NodeId> last = Optional.empty();

  Answering(SyncLimits limits, Circle circle, Table table) {
    this.limits = limits;
    this.circle = circle;
    this.table = table;
  }

  /** A peer wants something; a want replaces the one before for the same feed. */
  void want(Session session, Want want) {
    FeedId feed = want.feed();
    if (!circle.mayRead(session.peer(), feed)) {
      refuse(session, want, Refusal.Code.DENIED, "This node does not give this feed to the asker");
      return;
    }
    session.serving.remove(feed);
    if (session.serving.size() >= limits.servedPerPeer()) {
      refuse(session, want, Refusal.Code.QUOTA_EXCEEDED, "More wants than this node answers");
      return;
    }
    session.serving.put(feed, new Session.Serving(want));
  }

  private static void refuse(Session session, Want want, Refusal.Code code, String text) {
    session.nack(new Frame.Nack(want.feed(), want.epoch(), want.from(), code.name(), text));
  }

  /** The next part for some peer that has room; peers take turns, and each peer's wants do. */
  Optional<Job> next() {
    Optional<Job> first = Optional.empty();
    for (Session session : table.sessions()) {
      Optional<Job> job = job(session);
      if (job.isEmpty()) {
        continue;
      }
      if (last.isEmpty() || session.peer().compareTo(last.get()) > 0) {
        last = Optional.of(session.peer());
        return job;
      }
      if (first.isEmpty()) {
        first = job;
      }
    }
    last = first.map(job -> job.session().peer());
    return first;
  }

  private Optional<Job> job(Session session) {
    for (Session.Serving serving : session.serving.values()) {
      if (session.full.contains(lane(serving))) {
        continue;
      }
      long entries =
          serving.want.to() == 0
              ? limits.runEntries()
              : Math.min(limits.runEntries(), serving.want.to() - serving.next + 1);
      int bytes =
          Math.min(limits.frameBytes(), session.link().maxPayloadBytes()) - SyncLimits.ENTRY_BYTES;
      return Optional.of(
          new Job(
              session,
              serving,
              (int) entries,
              Math.clamp(serving.bytesLeft, 1, Math.max(1, bytes))));
    }
    return Optional.empty();
  }

  /** Far behind goes behind everything else; the tail of a feed does not. */
  private Lane lane(Session.Serving serving) {
    FeedPosition head = table.head(serving.want.feed());
    boolean tail =
        head.epoch() == serving.want.epoch()
            && head.sequence() - serving.want.from() < limits.pushEntries();
    return tail ? Lane.NORMAL : Lane.BULK;
  }

  /** Sends what was read for a job, unless things changed meanwhile. */
  void send(Job job, List<SignedEntry> read) {
    Session session = job.session();
    Session.Serving serving = job.serving();
    Want want = serving.want;
    FeedId feed = want.feed();
    if (session.serving.get(feed) != serving) {
      return;
    }
    if (!circle.mayRead(session.peer(), feed)) {
      session.serving.remove(feed);
      refuse(session, want, Refusal.Code.DENIED, "This node does not give this feed any more");
      return;
    }
    List<SignedEntry> run = useful(want, read);
    if (run.isEmpty()) {
      session.serving.remove(feed);
      if (!serving.begun) {
        Refusal.Code code = read.isEmpty() ? Refusal.Code.NOT_FOUND : Refusal.Code.BODY_MISSING;
        refuse(session, want, code, "This node does not have it");
      }
      return;
    }
    long end = run.getLast().header().sequence();
    long bytes = run.stream().mapToLong(Answering::size).sum();
    FeedPosition head = table.head(feed);
    boolean last =
        end == want.to()
            || bytes >= serving.bytesLeft
            || (head.epoch() == want.epoch() && end >= head.sequence())
            || (want.bodiesNeeded() && run.size() < read.size());
    Lane lane = urgent(run, lane(serving));
    if (session.offer(lane, new Frame.Entries(run, last))) {
      serving.begun = true;
      serving.next = end + 1;
      serving.bytesLeft -= bytes;
      session.served.add(feed);
      // To the end of the line, so that another feed comes next.
      session.serving.remove(feed);
      if (!last) {
        serving.refused = List.of();
        session.serving.put(feed, serving);
      }
    } else {
      serving.refused = read;
    }
  }

  private static Lane urgent(List<SignedEntry> run, Lane lane) {
    return lane == Lane.NORMAL && run.stream().anyMatch(entry -> entry.header().urgent())
        ? Lane.URGENT
        : lane;
  }

  /** With bodies needed, what stands before the first entry that lacks its own. */
  private static List<SignedEntry> useful(Want want, List<SignedEntry> read) {
    if (!want.bodiesNeeded()) {
      return read;
    }
    List<SignedEntry> run = new ArrayList<>();
    for (SignedEntry entry : read) {
      if (entry.bodyMissing()) {
        break;
      }
      run.add(entry);
    }
    return run;
  }

  static int size(SignedEntry entry) {
    return entry.headerBytes().size()
        + entry.body().map(body -> body.content().size()).orElse(0)
        + 128;
  }
}
