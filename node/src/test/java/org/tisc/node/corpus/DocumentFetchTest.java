package org.tisc.node.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

class DocumentFetchTest {
  private static final NodeId HEBEI = new NodeId("hebei");

  private static List<NetworkId> networks(int count) {
    List<NetworkId> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      networks.add(new NetworkId("network-" + i));
    }
    return networks;
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE NOT_FOUND, UNAVAILABLE",
    "NOT_FOUND UNAVAILABLE, UNAVAILABLE",
    "NOT_FOUND NOT_FOUND, NOT_FOUND",
    "DENIED UNAVAILABLE NOT_FOUND, DENIED"
  })
  void thatANodeHasNothingInOneNetworkDoesNotHideWhyItCouldNotBeAskedInAnother(
      String failures, Reason told) {
    List<Reason> reasons = Arrays.stream(failures.split(" ")).map(Reason::valueOf).toList();
    List<NetworkId> networks = networks(reasons.size());

    assertThatThrownBy(
            () ->
                DocumentFetch.fromFirst(
                    networks,
                    HEBEI,
                    network -> {
                      throw new TiscException(reasons.get(networks.indexOf(network)), "no");
                    }))
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(told));
  }

  @Test
  void aNodeOfNoNetworkIsNotFound() {
    assertThatThrownBy(
            () ->
                DocumentFetch.fromFirst(
                    List.of(),
                    HEBEI,
                    network -> {
                      throw new AssertionError(network.value());
                    }))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND));
  }
}
