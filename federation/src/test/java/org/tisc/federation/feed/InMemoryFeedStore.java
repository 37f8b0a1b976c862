package org.tisc.federation.feed;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;

/** A {@link FeedStore} that forgets all with its process; effects are noted in a list. */
public final class InMemoryFeedStore implements FeedStore {
  private final InstantSource clock;
  private final Set<String> kinds;
  private final TreeMap<FeedId, Held> feeds = new TreeMap<>();
  private final List<StoredEntry> applied = new ArrayList<>();

  /** What is held of one feed. */
  private static final class Held {
    private final TreeMap<Long, TreeMap<Long, StoredEntry>> epochs = new TreeMap<>();
    private final List<ForkEvidence> forks = new ArrayList<>();
    private FeedPosition head = FeedPosition.START;
    private Optional<ForkEvidence> frozen = Optional.empty();

    Held copy() {
      Held copy = new Held();
      epochs.forEach((epoch, entries) -> copy.epochs.put(epoch, new TreeMap<>(entries)));
      copy.forks.addAll(forks);
      copy.head = head;
      copy.frozen = frozen;
      return copy;
    }

    Optional<StoredEntry> at(long epoch, long sequence) {
      return Optional.ofNullable(epochs.getOrDefault(epoch, new TreeMap<>()).get(sequence));
    }

    void put(StoredEntry entry) {
      EntryHeader header = entry.entry().header();
      epochs.computeIfAbsent(header.epoch(), _ -> new TreeMap<>()).put(header.sequence(), entry);
    }

    List<StoredEntry> all() {
      return epochs.values().stream().flatMap(entries -> entries.values().stream()).toList();
    }
  }

  /** A store that knows these kinds. */
  public InMemoryFeedStore(InstantSource clock, Set<String> kinds) {
    this.clock = clock;
    this.kinds = new HashSet<>(kinds);
  }

  /** Entries in the order in which they had their effect. */
  public synchronized List<StoredEntry> applied() {
    return List.copyOf(applied);
  }

  /** Knows another kind from now on, as after an upgrade. */
  public synchronized void learn(String kind) {
    kinds.add(kind);
  }

  @Override
  public synchronized List<FeedState> feeds() {
    return feeds.keySet().stream().map(this::feed).toList();
  }

  @Override
  public synchronized FeedQuota.Usage usage(PeerId origin) {
    List<StoredEntry> all =
        feeds.entrySet().stream()
            .filter(each -> each.getKey().originId().equals(origin))
            .flatMap(each -> each.getValue().all().stream())
            .toList();
    return new FeedQuota.Usage(
        all.size(), all.stream().mapToLong(stored -> FeedQuota.bytes(stored.entry())).sum());
  }

  @Override
  public synchronized FeedState feed(FeedId feed) {
    Held held = feeds.getOrDefault(feed, new Held());
    return new FeedState(feed, held.head, held.all().size(), held.frozen);
  }

  @Override
  public synchronized List<StoredEntry> read(
      FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes) {
    List<StoredEntry> found = new ArrayList<>();
    long bytes = 0;
    for (long at = fromSequence; found.size() < maxEntries && bytes <= maxBytes; at++) {
      Optional<StoredEntry> entry = feeds.getOrDefault(feed, new Held()).at(epoch, at);
      if (entry.isEmpty()) {
        break;
      }
      bytes += entry.get().entry().headerBytes().size();
      bytes += entry.get().entry().body().map(body -> body.content().size()).orElse(0);
      if (!found.isEmpty() && bytes > maxBytes) {
        break;
      }
      found.add(entry.get());
    }
    return found;
  }

  @Override
  public synchronized Optional<StoredEntry> find(FeedId feed, String recordId, long revision) {
    return feeds.getOrDefault(feed, new Held()).all().reversed().stream()
        .filter(
            stored ->
                stored.entry().header().recordId().equals(recordId)
                    && stored.entry().header().revision() == revision)
        .findFirst();
  }

  @Override
  public synchronized List<StoredEntry> append(List<EntryDraft> drafts, Maker maker) {
    Map<FeedId, Held> before = new LinkedHashMap<>();
    int appliedBefore = applied.size();
    for (EntryDraft draft : drafts) {
      before.putIfAbsent(draft.feed(), feeds.getOrDefault(draft.feed(), new Held()).copy());
    }
    try {
      List<StoredEntry> result = new ArrayList<>();
      for (EntryDraft draft : drafts) {
        Held held = feeds.computeIfAbsent(draft.feed(), _ -> new Held());
        Optional<StoredEntry> present =
            held.all().reversed().stream()
                .filter(
                    stored ->
                        stored.entry().header().kind().equals(draft.kind())
                            && stored.entry().header().recordId().equals(draft.recordId())
                            && stored.entry().header().revision() == draft.revision())
                .findFirst();
        if (present.isPresent()) {
          result.add(present.get());
          continue;
        }
        if (held.frozen.isPresent() && !draft.kind().equals(EntrySigner.EPOCH)) {
          throw new TiscException(Reason.FEED_FORKED, draft.feed() + " is frozen");
        }
        result.add(put(held, maker.next(draft, held.head), true));
      }
      return result;
    } catch (RuntimeException e) {
      feeds.putAll(before);
      feeds.values().removeIf(held -> held.epochs.isEmpty() && held.forks.isEmpty());
      applied.subList(appliedBefore, applied.size()).clear();
      throw e;
    }
  }

  private StoredEntry put(Held held, SignedEntry entry, boolean checked) {
    StoredEntry stored =
        new StoredEntry(entry, checked, clock.instant(), StoredEntry.Effect.NO_BODY);
    stored = apply(stored);
    held.put(stored);
    held.head = entry.position();
    if (held.frozen.filter(fork -> fork.place().epoch() < entry.header().epoch()).isPresent()) {
      held.frozen = Optional.empty();
    }
    for (long erased : entry.header().erases()) {
      held.at(entry.header().epoch(), erased)
          .ifPresent(
              old ->
                  held.put(
                      new StoredEntry(
                          old.entry().withoutBody(),
                          old.signatureChecked(),
                          old.storedAt(),
                          old.effect())));
    }
    return stored;
  }

  private StoredEntry apply(StoredEntry stored) {
    StoredEntry.Effect effect;
    if (stored.entry().bodyMissing()) {
      effect = StoredEntry.Effect.NO_BODY;
    } else if (stored.entry().header().kind().equals(EntrySigner.EPOCH)) {
      effect = StoredEntry.Effect.APPLIED;
    } else if (kinds.contains(stored.entry().header().kind())) {
      effect = StoredEntry.Effect.APPLIED;
    } else {
      effect = StoredEntry.Effect.UNKNOWN_KIND;
    }
    StoredEntry result =
        new StoredEntry(stored.entry(), stored.signatureChecked(), stored.storedAt(), effect);
    if (effect == StoredEntry.Effect.APPLIED) {
      applied.add(result);
    }
    return result;
  }

  @Override
  public synchronized FeedState store(
      FeedId feed, FeedPosition head, List<SignedEntry> run, int checked) {
    Held held = feeds.computeIfAbsent(feed, _ -> new Held());
    if (!held.head.equals(head)) {
      throw new TiscException(Reason.STALE_REVISION, feed + " has another head");
    }
    for (SignedEntry entry : run) {
      if (held.frozen.filter(fork -> behind(fork, entry)).isPresent()) {
        throw new TiscException(Reason.FEED_FORKED, feed + " is frozen");
      }
    }
    for (int i = 0; i < run.size(); i++) {
      StoredEntry _ = put(held, run.get(i), i >= run.size() - 1 - checked);
    }
    return feed(feed);
  }

  private static boolean behind(ForkEvidence fork, SignedEntry entry) {
    return entry.header().epoch() == fork.place().epoch()
        && entry.header().sequence() >= fork.place().sequence();
  }

  @Override
  public synchronized void signatureChecked(FeedId feed, FeedPosition entry) {
    Held held = feeds.getOrDefault(feed, new Held());
    held.at(entry.epoch(), entry.sequence())
        .filter(stored -> stored.entry().position().equals(entry))
        .ifPresent(
            stored ->
                held.put(
                    new StoredEntry(stored.entry(), true, stored.storedAt(), stored.effect())));
  }

  @Override
  public synchronized int fill(FeedId feed, List<SignedEntry> withBody) {
    Held held = feeds.getOrDefault(feed, new Held());
    int filled = 0;
    for (SignedEntry entry : withBody) {
      Optional<StoredEntry> stored =
          held.at(entry.header().epoch(), entry.header().sequence())
              .filter(found -> found.entry().hash().equals(entry.hash()))
              .filter(found -> found.entry().bodyMissing() && useful(held, found.entry()));
      if (stored.isPresent() && entry.body().isPresent()) {
        held.put(
            apply(
                new StoredEntry(
                    entry,
                    stored.get().signatureChecked(),
                    stored.get().storedAt(),
                    StoredEntry.Effect.NO_BODY)));
        filled++;
      }
    }
    return filled;
  }

  private static boolean useful(Held held, SignedEntry entry) {
    EntryHeader header = entry.header();
    return held.all().stream()
        .map(stored -> stored.entry().header())
        .noneMatch(
            other ->
                (other.epoch() == header.epoch() && other.erases().contains(header.sequence()))
                    || (other.kind().equals(header.kind())
                        && other.recordId().equals(header.recordId())
                        && other.revision() > header.revision()));
  }

  @Override
  public synchronized List<FeedPosition> missingBodies(FeedId feed, Instant madeSince, int most) {
    Held held = feeds.getOrDefault(feed, new Held());
    return held.all().stream()
        .map(StoredEntry::entry)
        .filter(SignedEntry::bodyMissing)
        .filter(entry -> !entry.header().createdAt().isBefore(madeSince))
        .filter(entry -> useful(held, entry))
        .map(SignedEntry::position)
        .limit(most)
        .toList();
  }

  @Override
  public synchronized Optional<FeedPosition> position(FeedId feed, long epoch, EntryHash hash) {
    return feeds.getOrDefault(feed, new Held()).all().stream()
        .map(stored -> stored.entry().position())
        .filter(position -> position.epoch() == epoch && position.hash().equals(hash))
        .findFirst();
  }

  @Override
  public synchronized List<ForkEvidence> forks(FeedId feed) {
    return List.copyOf(feeds.getOrDefault(feed, new Held()).forks);
  }

  @Override
  public synchronized FeedState freeze(ForkEvidence fork) {
    FeedId feed = fork.first().header().feed();
    Held held = feeds.computeIfAbsent(feed, _ -> new Held());
    if (held.forks.stream().noneMatch(known -> known.place().samePlace(fork.place()))) {
      held.forks.add(fork);
    }
    if (held.frozen.isPresent() || held.head.epoch() > fork.place().epoch()) {
      return feed(feed);
    }
    held.frozen = Optional.of(fork);
    if (held.head.epoch() == fork.place().epoch()
        && held.head.sequence() >= fork.place().sequence()) {
      EntryHeader at =
          held.at(fork.place().epoch(), fork.place().sequence()).orElseThrow().entry().header();
      held.head =
          at.epoch() == 1 && at.sequence() == 1
              ? FeedPosition.START
              : at.sequence() > 1
                  ? held.at(at.epoch(), at.sequence() - 1).orElseThrow().entry().position()
                  : position(feed, at.epoch() - 1, at.previous()).orElse(FeedPosition.START);
    }
    return feed(feed);
  }

  @Override
  public synchronized void applyUnknown() {
    for (Held held : feeds.values()) {
      for (StoredEntry stored : held.all()) {
        if (stored.effect() == StoredEntry.Effect.UNKNOWN_KIND) {
          held.put(apply(stored));
        }
      }
    }
  }
}
