package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.BooleanClause;
import org.tisc.proto.federation.v1.BooleanQuery;
import org.tisc.proto.federation.v1.FetchRequest;
import org.tisc.proto.federation.v1.Occur;
import org.tisc.proto.federation.v1.Query;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/** A member with a good certificate that asks what no honest node asks, over real mutual TLS. */
class HostileMemberTest {
  private static final NetworkId NETWORK = new NetworkId("region");
  private static final SearchEvents QUIET =
      new SearchEvents() {
        @Override
        public void queryServed(PeerId peer, List<String> collections, int hits) {}

        @Override
        public void documentsShown(PeerId peer, int documents) {}
      };

  private static Reason refused(Runnable call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(failure).isNotNull();
    return RpcFailures.fromStatus(failure).reason();
  }

  private static Query wide(int clauses) {
    BooleanQuery.Builder wide = BooleanQuery.newBuilder();
    for (int i = 0; i < clauses; i++) {
      wide.addClauses(
          BooleanClause.newBuilder()
              .setOccur(Occur.OCCUR_SHOULD)
              .setQuery(QueryProtos.toProto(FakeIndex.word("w" + i))));
    }
    return Query.newBuilder().setBoolean(wide).build();
  }

  @Test
  void isRefusedWithAReasonAndAnsweredAsEverAfterwards() {
    FakeIndex index =
        new FakeIndex()
            .collection("shared", new Sharing.WithNetwork(NETWORK), Map.of("K1", "battery"))
            .collection("hidden", new Sharing.None(), Map.of("K2", "battery"));
    try (SearchProvider provider =
            new SearchProvider(
                index,
                index.guard(),
                QUIET,
                CallerContext::peer,
                SearchShare.UNLIMITED,
                System::nanoTime);
        FederationRegion region =
            FederationRegion.start(
                2, (node, _) -> node == 0 ? List.of(provider.service()) : List.of())) {
      SearchServiceBlockingStub member =
          SearchServiceGrpc.newBlockingStub(region.link(1, 0).channel())
              .withDeadlineAfter(30, TimeUnit.SECONDS);
      StatisticsRequest tooWide = StatisticsRequest.newBuilder().setQuery(wide(10_000)).build();
      assertThat(refused(() -> member.statistics(tooWide))).isEqualTo(Reason.QUERY_TOO_LARGE);

      StatisticsResponse good =
          member.statistics(
              StatisticsRequest.newBuilder()
                  .setQuery(QueryProtos.toProto(FakeIndex.word("battery")))
                  .build());
      assertThat(good.getCollectionsList()).extracting("name").containsExactly("shared");
      SearchRequest wideSearch =
          SearchRequest.newBuilder()
              .setLease(good.getLease())
              .setQuery(wide(10_000))
              .setStatistics(good.getStatistics())
              .setLimit(10)
              .build();
      assertThat(refused(() -> member.search(wideSearch))).isEqualTo(Reason.QUERY_TOO_LARGE);
      assertThat(refused(() -> member.search(wideSearch.toBuilder().setLimit(1 << 30).build())))
          .isIn(Reason.QUERY_TOO_LARGE, Reason.INVALID_ARGUMENT, Reason.TOO_LARGE);

      // What is not shared is refused exactly like what does not exist.
      Reason hidden = refused(() -> member.fetch(FetchRequest.newBuilder().setKey("K2").build()));
      Reason absent = refused(() -> member.fetch(FetchRequest.newBuilder().setKey("K9").build()));
      assertThat(hidden).isEqualTo(absent).isEqualTo(Reason.NOT_FOUND);
      FetchRequest shared = FetchRequest.newBuilder().setKey("K1").build();
      assertThat(member.fetch(shared).getCollection().getName()).isEqualTo("shared");
    }
    assertThat(index.openSnapshots.get()).isZero();
  }
}
