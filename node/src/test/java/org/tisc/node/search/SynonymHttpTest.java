package org.tisc.node.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.node.query.FakeAnalysis;
import org.tisc.node.web.Reply;

class SynonymHttpTest {
  private final InMemoryStateStore states = new InMemoryStateStore();
  private final FakeRoutes routes = new FakeRoutes();

  @BeforeEach
  void declare() {
    new SynonymHttp(new Synonyms(states, new FakeAnalysis())).declare(routes);
  }

  private SynonymHttp.Answer kept() throws Exception {
    return answer(routes.call("GET /api/v1/synonyms", FakeExchange.with(Locale.ENGLISH)));
  }

  private SynonymHttp.Answer put(String json) throws Exception {
    return answer(
        routes.call("PUT /api/v1/synonyms", new FakeExchange(Locale.ENGLISH, Map.of(), json)));
  }

  private static SynonymHttp.Answer answer(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    return (SynonymHttp.Answer) ((Reply.Json) reply).body();
  }

  @Test
  void whatIsPutIsKeptAlsoOverARestart() throws Exception {
    assertThat(kept().groups()).isEmpty();
    assertThat(put("{\"text\":\"a, b\\nc, d\"}").groups())
        .containsExactly(List.of("a", "b"), List.of("c", "d"));
    assertThat(kept().revision()).isEqualTo(1);
    assertThat(new Synonyms(states, new FakeAnalysis()).kept().text()).isEqualTo("a, b\nc, d");
  }

  @Test
  void whoDidNotSeeTheNewestIsRefused() throws Exception {
    SynonymHttp.Answer _ = put("{\"text\":\"a, b\",\"revision\":0}");
    TiscException late =
        catchThrowableOfType(TiscException.class, () -> put("{\"text\":\"c, d\",\"revision\":0}"));
    assertThat(late.reason()).isEqualTo(Reason.STALE_REVISION);
    assertThat(kept().text()).isEqualTo("a, b");
  }

  @Test
  void aBadLineKeepsWhatWasThere() throws Exception {
    SynonymHttp.Answer _ = put("{\"text\":\"a, b\"}");
    TiscException bad =
        catchThrowableOfType(TiscException.class, () -> put("{\"text\":\"a, b\\nlonely\"}"));
    assertThat(bad.violations().getFirst().message()).startsWith("Line 2");
    TiscException tooLong =
        catchThrowableOfType(
            TiscException.class,
            () -> put("{\"text\":\"" + "#".repeat(Synonyms.LONGEST + 1) + "\"}"));
    assertThat(tooLong.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(catchThrowableOfType(TiscException.class, () -> put("{}")).reason())
        .isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(kept().text()).isEqualTo("a, b");
  }
}
