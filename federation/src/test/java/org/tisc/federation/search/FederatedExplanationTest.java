package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.ExplainRequest;
import org.tisc.proto.federation.v1.ExplainResponse;
import org.tisc.proto.federation.v1.ScoreStep;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/** Who explains the score of a key, and what becomes of an explanation that cannot be. */
class FederatedExplanationTest {
  private static final Sharing SHARED = new Sharing.WithNetwork(InProcessPeers.NETWORK);
  private static final NodeId PEER = new NodeId("peer");

  private final FakeIndex own =
      new FakeIndex()
          .collection(
              "own", new Sharing.None(), Map.of("K1", "battery", "K5", "other", "K2", "a battery"));
  private final FakeIndex peer =
      new FakeIndex()
          .collection("patents", SHARED, Map.of("K2", "battery", "K3", "battery of the peer"))
          .collection("hidden", new Sharing.None(), Map.of("K4", "battery", "K6", "other"));
  private final InProcessPeers peers = new InProcessPeers(own);
  private volatile UnaryOperator<ExplainResponse> told = UnaryOperator.identity();
  private volatile boolean old;

  @BeforeEach
  void serve() throws IOException {
    peers.serve("peer", new Changing(peers.service(peer)));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  /** Serves as every node does, and changes explanations. */
  private final class Changing extends SearchServiceGrpc.SearchServiceImplBase {
    private final SearchRpc truth;

    private Changing(SearchRpc truth) {
      this.truth = truth;
    }

    @Override
    public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
      truth.statistics(request, answer);
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
      truth.search(request, answer);
    }

    @Override
    public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
      truth.display(request, answer);
    }

    @Override
    public void explain(ExplainRequest request, StreamObserver<ExplainResponse> answer) {
      if (old) {
        answer.onError(Status.UNIMPLEMENTED.asRuntimeException());
      } else {
        truth.explain(request, new Changed<>(answer, told));
      }
    }
  }

  private ExplainedAnswer explain(String key, int size) {
    return peers
        .search()
        .explain(
            new SearchQuestion(
                "t",
                new SearchScope.WholeNetwork(InProcessPeers.NETWORK),
                FakeIndex.word("battery"),
                Set.of(),
                Set.of(),
                size,
                Duration.ofSeconds(20),
                () -> false),
            Delivery.ONCE,
            key);
  }

  private static ScoreExplanation.Found found(ExplainedAnswer answer) {
    assertThat(answer.explanation()).isInstanceOf(ScoreExplanation.Found.class);
    return (ScoreExplanation.Found) answer.explanation();
  }

  /** The score of a title of so many words; four documents hold the word. */
  private static float score(int words) {
    return 1000f / 4 / words;
  }

  @Test
  void theOwnerOfTheBestCopyExplainsWithTheStatisticsOfAll() {
    ScoreExplanation.Found ours = found(explain("K1", 10));
    assertThat(ours.node()).isEqualTo(InProcessPeers.SELF);
    assertThat(ours.score()).isEqualTo(score(1));
    ScoreExplanation.Found better = found(explain("K2", 10));
    assertThat(better.node()).isEqualTo(PEER);
    assertThat(better.collection()).isEqualTo("patents");
    assertThat(better.root()).isEqualTo(Explanation.of(Explanation.Step.TERM, score(1)));
  }

  @Test
  void aKeyBehindThePageIsExplainedByWhoeverHasItsBestCopy() {
    ExplainedAnswer answer = explain("K3", 1);
    assertThat(answer.answer().hits()).extracting(SearchHit::key).containsExactly("K1");
    assertThat(found(answer).node()).isEqualTo(PEER);
    assertThat(found(answer).score()).isEqualTo(score(4));
    assertThat(answer.answer().exact()).isTrue();
  }

  @Test
  void aKeyThatTheQueryDoesNotFindIsNoFailure() {
    ExplainedAnswer held = explain("K5", 10);
    assertThat(held.explanation()).isEqualTo(new ScoreExplanation.NotFound("K5", true));
    assertThat(held.answer().hits()).hasSize(3);
    assertThat(explain("K9", 10).explanation())
        .isEqualTo(new ScoreExplanation.NotFound("K9", false));
  }

  @Test
  void ofACollectionThatIsNotOpenNothingIsSaid() {
    for (String hidden : new String[] {"K4", "K6"}) {
      assertThat(explain(hidden, 10).explanation())
          .isEqualTo(new ScoreExplanation.NotFound(hidden, false));
    }
  }

  /** What cannot be. */
  enum Lie {
    OTHER_SCORE,
    NEIGHBOURING_SCORE,
    NO_NUMBER,
    NOT_FOUND,
    TOO_DEEP,
    TOO_MANY,
    CONTROL_CHARACTERS,
    LONG_TEXT,
    UNKNOWN_COLLECTION;

    ExplainResponse of(ExplainResponse said) {
      ExplainResponse.Builder lie = said.toBuilder();
      ScoreStep.Builder score = lie.getScoreBuilder();
      switch (this) {
        case OTHER_SCORE -> score.setValue(1);
        case NEIGHBOURING_SCORE -> score.setValue(Math.nextUp((float) score.getValue()));
        case NO_NUMBER -> score.addDetails(ScoreStep.newBuilder().setValue(Double.NaN));
        case NOT_FOUND -> lie.clearScore();
        case TOO_DEEP -> {
          ScoreStep step = ScoreStep.getDefaultInstance();
          for (int depth = 0; depth < Explanation.MAX_DEPTH; depth++) {
            step = ScoreStep.newBuilder().addDetails(step).build();
          }
          score.addDetails(step);
        }
        case TOO_MANY -> {
          for (int i = 0; i < Explanation.MAX_STEPS; i++) {
            score.addDetails(ScoreStep.getDefaultInstance());
          }
        }
        case CONTROL_CHARACTERS -> score.setText("a\u001b[31m");
        case LONG_TEXT -> score.setField("f".repeat(Explanation.MAX_TEXT + 1));
        case UNKNOWN_COLLECTION -> lie.setCollection(7);
      }
      return lie.build();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExplanationThatCannotBeIsRefusedAndItsNodeNamed(Lie lie) {
    told = lie::of;
    ExplainedAnswer answer = explain("K2", 10);
    assertThat(answer.explanation())
        .isEqualTo(
            new ScoreExplanation.Untold("K2", PEER, SourceState.INCOMPATIBLE, Reason.INCOMPATIBLE));
    assertThat(answer.answer().exact()).isFalse();
    assertThat(answer.answer().sources())
        .filteredOn(source -> source.node().equals(PEER))
        .extracting(SourceReport::state)
        .containsOnly(SourceState.INCOMPATIBLE);
    assertThat(answer.answer().hits()).hasSize(3);
    told = UnaryOperator.identity();
    assertThat(explain("K2", 10).answer().exact()).isTrue();
  }

  @Test
  void whoClaimsAScoreThatWouldStandAmongItsHitsContradictsItself() {
    told =
        said ->
            said.toBuilder().setHeld(true).setScore(ScoreStep.newBuilder().setValue(0.5)).build();
    // All hits of the peer are known, and this key is not among them.
    ExplainedAnswer answer = explain("K5", 10);
    assertThat(answer.explanation()).isInstanceOf(ScoreExplanation.Untold.class);
    assertThat(answer.answer().exact()).isFalse();
  }

  @Test
  void anOlderPeerLeavesTheAnswerAsItIs() {
    old = true;
    ExplainedAnswer answer = explain("K2", 10);
    assertThat(answer.explanation())
        .isEqualTo(
            new ScoreExplanation.Untold("K2", PEER, SourceState.INCOMPATIBLE, Reason.INCOMPATIBLE));
    assertThat(answer.answer().exact()).isTrue();
    assertThat(found(explain("K1", 10)).node()).isEqualTo(InProcessPeers.SELF);
  }
}
