package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.SearchScope;

class ScopeTextTest {
  private static final NetworkId JJJ = new NetworkId("jjj");
  private static final NetworkId DELTA = new NetworkId("delta");
  private static final Set<NodeId> TWO = Set.of(new NodeId("a"), new NodeId("b"));

  @Test
  void readsEveryForm() throws Exception {
    List<NetworkId> one = List.of(JJJ);
    List<NetworkId> two = List.of(JJJ, DELTA);
    assertThat(ScopeText.parse("local", List.of())).isEqualTo(new SearchScope.Local());
    assertThat(ScopeText.parse("network:delta", two))
        .isEqualTo(new SearchScope.WholeNetwork(DELTA));
    assertThat(ScopeText.parse("peers:a, b", one)).isEqualTo(new SearchScope.SomePeers(JJJ, TWO));
    assertThat(ScopeText.parse("peers:delta/b,a", two))
        .isEqualTo(new SearchScope.SomePeers(DELTA, TWO));
  }

  @Test
  void writesWhatItReads() throws Exception {
    for (String text : List.of("local", "network:jjj", "peers:jjj/a,b")) {
      assertThat(ScopeText.of(ScopeText.parse(text, List.of(JJJ, DELTA)))).isEqualTo(text);
    }
  }

  @Test
  void meansTheOnlyNetworkOrTheOwnNodeWhenNothingIsSaid() {
    assertThat(ScopeText.standard(List.of(JJJ))).isEqualTo(new SearchScope.WholeNetwork(JJJ));
    assertThat(ScopeText.standard(List.of())).isEqualTo(new SearchScope.Local());
    assertThat(ScopeText.standard(List.of(JJJ, DELTA))).isEqualTo(new SearchScope.Local());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "everything|2|Expected local, network:ID",
        "LOCAL|2|Expected local, network:ID",
        "network:|2|Ids are 1 to 63",
        "network:Not_An_Id|2|Ids are 1 to 63",
        "network:other|2|expected one of: jjj, delta",
        "network:jjj|0|not a member of any network",
        "peers:a|0|not a member of any network",
        "peers:a|2|name one: peers:ID/A,B",
        "peers:other/a|2|expected one of",
        "peers:jjj/|2|Ids are 1 to 63",
        "peers:a,,b|1|Ids are 1 to 63",
      })
  void saysWhatWasExpected(String text, int networks, String expected) {
    List<NetworkId> members = List.of(JJJ, DELTA).subList(0, networks);
    ScopeText.Refused refused =
        catchThrowableOfType(ScopeText.Refused.class, () -> ScopeText.parse(text, members));
    assertThat(refused.text(SearchTexts.in(Locale.ENGLISH))).contains(expected);
  }
}
