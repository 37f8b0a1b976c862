package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;

final class PeerIdTest {
  @Test
  void readsExactlyWhatItPrints() {
    PeerId id = PeerId.parse("tisc://jjj-2026/bj-lib");
    assertThat(id).isEqualTo(new PeerId(new NetworkId("jjj-2026"), new NodeId("bj-lib")));
    assertThat(id.uri()).isEqualTo("tisc://jjj-2026/bj-lib");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tisc://",
        "tisc://net",
        "tisc://net/",
        "tisc:///node",
        "TISC://net/node",
        "tisc://Net/node",
        "tisc://net/Node",
        "tisc://net/node/",
        "tisc://net/node?x",
        "tisc://net/node#x",
        "tisc://net:443/node",
        "tisc://user@net/node",
        "tisc://net/%6eode",
        "tisc://net/%2e%2e",
        "tisc://net/..",
        "tisc://net.other/node",
        "tisc://-net/node",
        "tisc://net/node-",
        "tisc://net/no de",
        "tisc://net/node\n",
        " tisc://net/node",
        "tisc://江苏/node",
        "https://net/node"
      })
  void refusesEverythingElse(String text) {
    assertFails(Reason.INVALID_ARGUMENT, () -> PeerId.parse(text));
  }
}
