package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.TiscException;

class KeyDigestsTest {
  private static KeyDigests of(Set<Long> keys) {
    return KeyDigests.of(keys.stream().mapToLong(Long::longValue).toArray());
  }

  @Test
  void setsBehaveAsSets() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      Set<Long> one = new TreeSet<>();
      Set<Long> other = new TreeSet<>();
      for (int i = 0; i < random.nextInt(60); i++) {
        one.add(random.nextLong(-40, 40));
        other.add(random.nextLong(-40, 40));
      }
      Set<Long> both = one.stream().filter(other::contains).collect(Collectors.toSet());
      Set<Long> either = new TreeSet<>(one);
      either.addAll(other);
      assertThat(of(one).and(of(other))).isEqualTo(of(both));
      assertThat(of(one).or(of(other))).isEqualTo(of(either));
      assertThat(KeyDigests.read(of(one).bytes())).isEqualTo(of(one));
      for (long key = -40; key < 40; key++) {
        assertThat(of(one).contains(key)).isEqualTo(one.contains(key));
      }
    }
  }

  @Test
  void whatAPeerSendsIsChecked() {
    ByteString good = KeyDigests.of(new long[] {1, 2}).bytes();
    assertThatThrownBy(() -> KeyDigests.read(good.substring(1))).isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> KeyDigests.read(good.substring(8).concat(good.substring(0, 8))))
        .isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> KeyDigests.read(good.concat(good.substring(8))))
        .isInstanceOf(TiscException.class);
    assertThatThrownBy(
            () -> KeyDigests.read(ByteString.copyFrom(new byte[8 * (KeyDigests.MAX + 1)])))
        .isInstanceOf(TiscException.class);
  }
}
