package org.tisc.federation.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.KeyHash;

/** Judges entries that somebody handed over against what is held of their feed. Changes nothing. */
final class RunJudge {
  /*
   * A run is believed for three reasons together: each entry names the hash of the one before; the
   * first names the hash of the head that is held; the last, and the last of every key before it,
   * is validly signed. What overlaps with what is held must be the same bytes; where it is not, and
   * both are validly signed, the origin has forked.
   *
   * An entry of the next epoch follows when the entry that it counts in last is held. In a frozen
   * feed it follows in any case: which branch a reader holds there is chance.
   */
  private static final int MAX_RUN = 4096;

  private final FeedStore store;

  RunJudge(FeedStore store) {
    this.store = store;
  }

  /**
   * What to do with a run.
   *
   * @param fresh follow the head and are to be stored
   * @param bodies are held without the body that they have here
   */
  record Verdict(
      List<SignedEntry> fresh,
      List<SignedEntry> bodies,
      Optional<Acceptance.Place> wanted,
      Optional<ForkEvidence> fork,
      Optional<Refusal> refusal) {
    static Verdict refused(Refusal.Code code, SignedEntry at, String text) {
      return new Verdict(
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(RunJudge.refusal(code, at, text)));
    }

    static Verdict wanted(long epoch, long sequence) {
      return new Verdict(
          List.of(),
          List.of(),
          Optional.of(new Acceptance.Place(epoch, sequence)),
          Optional.empty(),
          Optional.empty());
    }
  }

  private static Refusal refusal(Refusal.Code code, SignedEntry at, String text) {
    return new Refusal(code, at.header().epoch(), at.header().sequence(), text);
  }

  /** The run is not empty and all of the state's feed. */
  Verdict judge(FeedState state, OriginKeys keys, List<SignedEntry> run) {
    if (run.size() > MAX_RUN) {
      return Verdict.refused(
          Refusal.Code.TOO_LARGE, run.getFirst(), "At most " + MAX_RUN + " entries at once");
    }
    Optional<Refusal> broken = brokenChain(run);
    if (broken.isPresent()) {
      return new Verdict(List.of(), List.of(), Optional.empty(), Optional.empty(), broken);
    }
    List<SignedEntry> sound = beforeFork(state, run);
    if (sound.isEmpty()) {
      return Verdict.refused(
          Refusal.Code.FEED_FORKED, run.getFirst(), "The feed is frozen before this entry");
    }
    FeedPosition head = state.head();
    int held = 0;
    while (held < sound.size() && sound.get(held).position().compareTo(head) <= 0) {
      held++;
    }
    List<SignedEntry> bodies = new ArrayList<>();
    if (held > 0) {
      Optional<Verdict> differs = differs(keys, sound.subList(0, held), bodies);
      if (differs.isPresent()) {
        return differs.get();
      }
    }
    List<SignedEntry> fresh = sound.subList(held, sound.size());
    Optional<Refusal> frozen =
        sound.size() == run.size()
            ? Optional.empty()
            : Optional.of(
                refusal(
                    Refusal.Code.FEED_FORKED,
                    run.get(sound.size()),
                    "The feed is frozen before this entry"));
    if (fresh.isEmpty()) {
      return new Verdict(List.of(), bodies, Optional.empty(), Optional.empty(), frozen);
    }
    Verdict rest = judgeFresh(state, keys, fresh);
    return new Verdict(
        rest.fresh(),
        bodies,
        rest.wanted(),
        rest.fork(),
        rest.refusal().isPresent() ? rest.refusal() : frozen);
  }

  private static Optional<Refusal> brokenChain(List<SignedEntry> run) {
    for (int i = 0; i < run.size(); i++) {
      SignedEntry entry = run.get(i);
      EntryHeader header = entry.header();
      boolean opens = header.epoch() > 1 && header.sequence() == 1;
      if (opens != header.kind().equals(EntrySigner.EPOCH)) {
        return Optional.of(
            refusal(
                Refusal.Code.BAD_CHAIN,
                entry,
                "The first entry of a later epoch, and no other, is of kind epoch"));
      }
      if (i > 0) {
        SignedEntry before = run.get(i - 1);
        if (header.epoch() != before.header().epoch()
            || header.sequence() != before.header().sequence() + 1
            || !header.previous().equals(before.hash())) {
          return Optional.of(
              refusal(Refusal.Code.BAD_CHAIN, entry, "It does not follow the entry before it"));
        }
      }
    }
    return Optional.empty();
  }

  /** What stands before the place at which the feed is frozen. */
  private static List<SignedEntry> beforeFork(FeedState state, List<SignedEntry> run) {
    if (state.fork().isEmpty()) {
      return run;
    }
    FeedPosition place = state.fork().get().place();
    int sound = 0;
    while (sound < run.size()
        && (run.get(sound).header().epoch() != place.epoch()
            || run.get(sound).header().sequence() < place.sequence())) {
      sound++;
    }
    return run.subList(0, sound);
  }

  /** Compares with what is held; collects bodies that are missing there. */
  private Optional<Verdict> differs(
      OriginKeys keys, List<SignedEntry> overlap, List<SignedEntry> bodies) {
    EntryHeader first = overlap.getFirst().header();
    int at = 0;
    while (at < overlap.size()) {
      List<StoredEntry> held =
          store.read(
              first.feed(),
              first.epoch(),
              first.sequence() + at,
              overlap.size() - at,
              EntryHeader.MAX_BODY_BYTES);
      if (held.isEmpty() || held.getFirst().entry().header().sequence() != first.sequence() + at) {
        // Of an epoch that is over: what was not counted in is not collected.
        return Optional.empty();
      }
      for (StoredEntry stored : held) {
        SignedEntry given = overlap.get(at++);
        if (!stored.entry().hash().equals(given.hash())) {
          return Optional.of(fork(keys, stored.entry(), given));
        }
        if (stored.entry().bodyMissing() && given.body().isPresent()) {
          bodies.add(given);
        }
      }
    }
    return Optional.empty();
  }

  private static Verdict fork(OriginKeys keys, SignedEntry held, SignedEntry given) {
    ForkEvidence evidence = new ForkEvidence(held, given);
    if (!keys.proves(evidence)) {
      return Verdict.refused(
          Refusal.Code.BAD_SIGNATURE,
          given,
          "Another entry is held at this place, and this one is not signed by its origin");
    }
    return new Verdict(
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(evidence),
        Optional.of(
            refusal(Refusal.Code.FEED_FORKED, given, "Another entry is held at this place")));
  }

  private Verdict judgeFresh(FeedState state, OriginKeys keys, List<SignedEntry> fresh) {
    EntryHeader first = fresh.getFirst().header();
    FeedPosition head = state.head();
    long next = head.sequence() + 1;
    boolean follows;
    if (!head.start() && first.epoch() == head.epoch()) {
      if (first.sequence() != next) {
        return Verdict.wanted(head.epoch(), next);
      }
      follows = first.previous().equals(head.hash());
      if (!follows && keys.signed(fresh.getLast())) {
        // Whoever made it went another way before here; its entry for the head's place proves it.
        return Verdict.wanted(head.epoch(), head.sequence());
      }
    } else if (head.start() && (state.fork().isEmpty() || first.epoch() == 1)) {
      if (first.epoch() != 1 || first.sequence() != 1) {
        return Verdict.wanted(1, 1);
      }
      follows = true;
    } else {
      long present = state.fork().map(fork -> fork.place().epoch()).orElse(head.epoch());
      if (first.epoch() <= present) {
        return Verdict.wanted(Math.max(1, head.epoch()), next);
      }
      if (first.epoch() != present + 1 || first.sequence() != 1) {
        return Verdict.wanted(present + 1, 1);
      }
      follows =
          state.fork().isPresent()
              || store.position(state.feed(), present, first.previous()).isPresent();
      if (!follows && keys.signed(fresh.getLast())) {
        return Verdict.wanted(head.epoch(), next);
      }
    }
    if (!follows) {
      return Verdict.refused(
          keys.signed(fresh.getLast()) ? Refusal.Code.BAD_CHAIN : Refusal.Code.BAD_SIGNATURE,
          fresh.getFirst(),
          "It does not follow the entry before it");
    }
    return signed(state, keys, fresh);
  }

  private Verdict signed(FeedState state, OriginKeys keys, List<SignedEntry> fresh) {
    int newest = headKey(state).map(keys::index).orElse(-1);
    int end = 0;
    Optional<Refusal> unknown = Optional.empty();
    List<SignedEntry> toCheck = new ArrayList<>();
    for (SignedEntry entry : fresh) {
      int index = keys.index(entry.header().key());
      if (index < 0 || index < newest) {
        unknown =
            Optional.of(
                refusal(
                    Refusal.Code.UNKNOWN_KEY,
                    entry,
                    index < 0
                        ? "The roster lists no such key of " + state.feed().origin()
                        : "A newer key has signed before"));
        break;
      }
      if (index > newest && end > 0) {
        toCheck.add(fresh.get(end - 1));
      }
      newest = index;
      end++;
    }
    if (end > 0) {
      toCheck.add(fresh.get(end - 1));
    }
    for (SignedEntry entry : toCheck) {
      if (!keys.signed(entry)) {
        return Verdict.refused(
            Refusal.Code.BAD_SIGNATURE, entry, "It is not signed by the key that it names");
      }
    }
    return new Verdict(
        fresh.subList(0, end), List.of(), Optional.empty(), Optional.empty(), unknown);
  }

  private Optional<KeyHash> headKey(FeedState state) {
    FeedPosition head = state.head();
    if (head.start()) {
      return Optional.empty();
    }
    return store.read(state.feed(), head.epoch(), head.sequence(), 1, 1).stream()
        .findFirst()
        .map(stored -> stored.entry().header().key());
  }
}
