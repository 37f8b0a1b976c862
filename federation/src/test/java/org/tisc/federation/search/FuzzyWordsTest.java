package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;
import org.tisc.proto.federation.v1.VariantsRequest;
import org.tisc.proto.federation.v1.VariantsResponse;
import org.tisc.proto.federation.v1.WordVariants;

/** Words for which others are searched: who tells them, and who does not. */
class FuzzyWordsTest {
  private static final Sharing ALL = new Sharing.WithNetwork(InProcessPeers.NETWORK);

  private final InProcessPeers peers =
      new InProcessPeers(
          new FakeIndex().collection("mine", ALL, Map.of("K1", "battery", "K2", "lamp")));

  @AfterEach
  void close() {
    peers.close();
  }

  private static CanonicalQuery fuzzy(String word) {
    return new CanonicalQuery.Fuzzy(FakeIndex.FIELD, ByteString.copyFromUtf8(word), 1);
  }

  private SearchAnswer ask(CanonicalQuery query) {
    return peers
        .search()
        .search(
            new SearchQuestion(
                "t",
                new SearchScope.WholeNetwork(InProcessPeers.NETWORK),
                query,
                Set.of(),
                Set.of(),
                10,
                Duration.ofSeconds(20),
                () -> false));
  }

  private static SourceState state(SearchAnswer answer, String node) {
    return answer.sources().stream()
        .filter(source -> source.node().value().equals(node))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** A peer that serves everything but tells other words. */
  private static BindableService telling(SearchRpc honest, WordVariants told) {
    return new SearchServiceGrpc.SearchServiceImplBase() {
      @Override
      public void variants(VariantsRequest request, StreamObserver<VariantsResponse> answer) {
        VariantsResponse.Builder response = VariantsResponse.newBuilder();
        request.getWordsList().forEach(_ -> response.addVariants(told));
        answer.onNext(response.build());
        answer.onCompleted();
      }

      @Override
      public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
        honest.statistics(request, answer);
      }

      @Override
      public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
        honest.search(request, answer);
      }
    };
  }

  @Test
  void whoCannotTellThemIsMissingAndTheOthersAnswer() throws IOException {
    FakeIndex old = new FakeIndex().collection("old", ALL, Map.of("K9", "batery"));
    // A release that does not know the call yet.
    ServerServiceDefinition definition = peers.service(old).bindService();
    peers.serve(
        "older",
        () ->
            ServerServiceDefinition.builder(definition.getServiceDescriptor().getName())
                .addMethod(definition.getMethod("tisc.federation.v1.SearchService/Statistics"))
                .addMethod(definition.getMethod("tisc.federation.v1.SearchService/Search"))
                .build());
    SearchAnswer answer = ask(fuzzy("batttery"));
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactly("K1");
    assertThat(answer.exact()).isFalse();
    assertThat(answer.inexact()).containsExactly(InexactReason.PEER_MISSING);
    assertThat(state(answer, "older")).isNotEqualTo(SourceState.ANSWERED);
    assertThat(old.surveys).hasValue(0);
  }

  @Test
  void wordsThatAreNotLikeItAreNotBelieved() throws IOException {
    FakeIndex lying = new FakeIndex().collection("lying", ALL, Map.of("K9", "lamp"));
    peers.serve(
        "lying",
        telling(
            peers.service(lying),
            WordVariants.newBuilder().addTerms(ByteString.copyFromUtf8("lamp")).build()));
    SearchAnswer answer = ask(fuzzy("battery"));
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactly("K1");
  }

  @Test
  void moreWordsThanAskedAreAnAnswerThatCannotBeUsed() throws IOException {
    FakeIndex lying = new FakeIndex().collection("lying", ALL, Map.of("K9", "lamp"));
    WordVariants.Builder many = WordVariants.newBuilder();
    IntStream.range(0, 51).forEach(i -> many.addTerms(ByteString.copyFromUtf8("b" + i)));
    peers.serve("lying", telling(peers.service(lying), many.build()));
    SearchAnswer answer = ask(fuzzy("battery"));
    assertThat(state(answer, "lying")).isEqualTo(SourceState.INCOMPATIBLE);
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactly("K1");
  }

  @Test
  void whatNobodyHoldsFindsNothingAndIsExact() throws IOException {
    peers.serve("other", new FakeIndex().collection("other", ALL, Map.of("K3", "battery pack")));
    SearchAnswer answer = ask(fuzzy("zzzz"));
    assertThat(answer.hits()).isEmpty();
    assertThat(answer.exact()).isTrue();
  }

  @Test
  void tooManyFuzzyWordsAreRefused() {
    CanonicalQuery many =
        new CanonicalQuery.Bool(
            IntStream.range(0, 65)
                .mapToObj(
                    i -> new CanonicalQuery.Clause(CanonicalQuery.Occur.SHOULD, fuzzy("word" + i)))
                .toList());
    assertThat(catchThrowableOfType(TiscException.class, () -> ask(many)).reason())
        .isEqualTo(Reason.QUERY_TOO_LARGE);
  }
}
