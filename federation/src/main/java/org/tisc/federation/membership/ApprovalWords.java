package org.tisc.federation.membership;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.PeerId;

/**
 * What the two administrators read to each other before a node is admitted: six numbers of four
 * digits, the same on both sides only if both speak of the same key of the same node. Numbers, so
 * that they are said alike in every language; 24 digits, so that nobody finds a key with the same.
 */
final class ApprovalWords {
  private static final int WORDS = 6;
  private static final int WORD = 10_000;

  private ApprovalWords() {}

  static List<String> of(PeerId member, KeyHash key) {
    byte[] bytes =
        ("tisc approval v1\0" + member.uri() + "\0" + key.hex())
            .getBytes(StandardCharsets.US_ASCII);
    BigInteger rest = new BigInteger(1, KeyHash.ofSpki(bytes).bytes());
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(WORD));
      words.add(String.format(Locale.ROOT, "%04d", parts[1].intValueExact()));
      rest = parts[0];
    }
    return List.copyOf(words);
  }
}
