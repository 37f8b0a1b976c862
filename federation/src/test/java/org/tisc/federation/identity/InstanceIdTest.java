package org.tisc.federation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.TiscException;

class InstanceIdTest {
  @Test
  void isMadeOnceForEachHomeFolder(@TempDir Path home, @TempDir Path other) {
    InstanceId made = InstanceId.of(home);
    assertThat(InstanceId.of(home)).isEqualTo(made);
    assertThat(InstanceId.of(other)).isNotEqualTo(made);
    assertThat(home.resolve("instance")).content().isEqualTo(made.value() + "\n");
  }

  @Test
  void aDamagedFileIsRefused(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("instance"), "x".repeat(1000));
    assertThatThrownBy(() -> InstanceId.of(home)).isInstanceOf(TiscException.class);
  }
}
