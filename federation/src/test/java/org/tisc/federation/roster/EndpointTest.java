package org.tisc.federation.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;

final class EndpointTest {
  @ParameterizedTest
  @ValueSource(strings = {"node.example.cn:7443", "192.0.2.1:1", "[2001:db8::1]:65535", "h:0"})
  void readsWhatItPrints(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        ":1",
        "host:",
        "host:65536",
        "host:-1",
        "host:1:2",
        "ho st:1",
        "2001:db8::1:80",
        "[::1]",
        "host/x:1",
        "user@host:1",
        "主机:1"
      })
  void refusesEverythingElse(String text) {
    assertFails(Reason.INVALID_ARGUMENT, () -> Endpoint.parse(text));
  }
}
