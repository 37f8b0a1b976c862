package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;

class PeerMemoryTest {
  private static final QuestionFilter ALL = new QuestionFilter(Set.of(), Set.of());
  private static final ByteString OLD = ByteString.copyFromUtf8("segment-----old-");
  private static final ByteString NEW = ByteString.copyFromUtf8("segment-----new-");

  private static IndexTerm term(String word) {
    return IndexTerm.of("title", word);
  }

  private static ScoringNeeds needs(String word) {
    return ScoringNeeds.of(new CanonicalQuery.Term(term(word)));
  }

  private static SegmentStatistics says(ByteString segment, String word, long frequency) {
    return new SegmentStatistics(
        segment,
        new Statistics(
            Map.of("title", new FieldStatistics(100, 90, 500, 700)),
            Map.of(term(word), new TermStatistics(frequency, frequency))));
  }

  private static PeerMemory.View view(ByteString... segments) {
    return new PeerMemory.View(
        "probe",
        List.of(
            PeerMemory.KnownCollection.of(
                new CollectionInfo(
                    "patents",
                    "PATENT",
                    Optional.empty(),
                    90,
                    Optional.empty(),
                    Optional.empty(),
                    "no",
                    Optional.empty()),
                List.of(segments))));
  }

  private static long frequency(PeerMemory memory, PeerMemory.View view, String word) {
    return memory
        .statistics(view, needs(word))
        .map(found -> found.term(term(word)).documentFrequency())
        .orElse(-1L);
  }

  @Test
  void aRefreshCostsOnlyItsNewSegment() {
    PeerMemory memory = new PeerMemory(1 << 20);
    memory.told(ALL, view(OLD), List.of(says(OLD, "battery", 7), says(OLD, "lamp", 0)));
    assertThat(frequency(memory, view(OLD), "battery")).isEqualTo(7);
    assertThat(frequency(memory, view(OLD), "lamp")).isZero();
    assertThat(frequency(memory, view(OLD, NEW), "battery")).isEqualTo(-1);
    memory.told(ALL, view(OLD, NEW), List.of(says(NEW, "battery", 2)));
    assertThat(frequency(memory, view(OLD, NEW), "battery")).isEqualTo(9);
    // What was never told of the new segment is not taken for nothing.
    assertThat(frequency(memory, view(OLD, NEW), "lamp")).isEqualTo(-1);
  }

  @Test
  void whatIsToldOtherwiseOfASegmentIsRefusedAndAllOfThePeerForgotten() {
    PeerMemory memory = new PeerMemory(1 << 20);
    memory.told(ALL, view(OLD), List.of(says(OLD, "battery", 7)));
    assertThatThrownBy(() -> memory.told(ALL, view(OLD), List.of(says(OLD, "battery", 8))))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.STATISTICS_CONTRADICT));
    assertThat(memory.view(ALL)).isEmpty();
    assertThat(frequency(memory, view(OLD), "battery")).isEqualTo(-1);
  }

  @Test
  void staysWithinItsBoundAndDropsWhatWasUnusedLongest() {
    PeerMemory memory = new PeerMemory(50_000);
    memory.told(ALL, view(OLD), List.of(says(OLD, "used", 1)));
    for (int i = 0; i < 5_000; i++) {
      memory.told(ALL, view(OLD), List.of(says(OLD, "word" + i, 1)));
      assertThat(frequency(memory, view(OLD), "used")).isEqualTo(1);
      assertThat(memory.bytes()).isLessThanOrEqualTo(50_000);
    }
    assertThat(frequency(memory, view(OLD), "word0")).isEqualTo(-1);
    assertThat(frequency(memory, view(OLD), "word4999")).isEqualTo(1);
  }

  @Test
  void aPeerOfEndlessSegmentsKeepsNothingAndCrowdsOutNobody() {
    StatisticsCache cache = new StatisticsCache(400_000);
    PeerMemory honest = cache.of(peer("honest"));
    honest.told(ALL, view(OLD), List.of(says(OLD, "battery", 7)));
    PeerMemory flooding = cache.of(peer("flooding"));
    List<ByteString> names = new ArrayList<>();
    List<SegmentStatistics> segments = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      ByteString name = ByteString.copyFromUtf8("%016d".formatted(i));
      names.add(name);
      segments.add(says(name, "battery", 1));
    }
    flooding.told(ALL, view(names.toArray(ByteString[]::new)), segments);
    assertThat(flooding.bytes()).isZero();
    assertThat(frequency(honest, view(OLD), "battery")).isEqualTo(7);
    assertThat(cache.bytes()).isLessThanOrEqualTo(400_000);
  }

  @Test
  void holdersAreTrueForOneStateOfTheCollections() {
    PeerMemory memory = new PeerMemory(1 << 20);
    memory.told(Set.of("K1", "K2"), Set.of("K1"), OLD);
    assertThat(memory.held("K1", OLD)).contains(true);
    assertThat(memory.held("K2", OLD)).contains(false);
    assertThat(memory.held("K2", NEW)).isEmpty();
    assertThat(memory.held("K3", OLD)).isEmpty();
  }

  private static PeerId peer(String node) {
    return new PeerId(new NetworkId("jjj"), new NodeId(node));
  }
}
