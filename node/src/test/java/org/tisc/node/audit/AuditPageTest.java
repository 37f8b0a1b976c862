package org.tisc.node.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.node.web.Messages;

class AuditPageTest {
  /** Both bundles have the same keys, or the room does not start; so one look is enough. */
  @ParameterizedTest
  @EnumSource
  void everyEventHasItsWords(AuditEventType type) {
    assertThat(Messages.of(AuditPage.class).has("event." + type.name())).isTrue();
  }
}
