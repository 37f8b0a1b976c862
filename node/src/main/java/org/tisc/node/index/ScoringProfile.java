package org.tisc.node.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.lucene.util.Version;

/**
 * A digest of everything that decides score bits: what the analysis makes of a probe text, the
 * similarity and its parameters, the fields, the index format's major version. Two nodes with
 * different libraries agree exactly when this agrees.
 */
final class ScoringProfile {
  private static final String PROBE = "probe.txt";
  private static final int SHOWN_BYTES = 16;

  private ScoringProfile() {}

  static String compute() {
    MessageDigest digest = IndexableDocument.sha256();
    add(digest, "tisc.scoring/1");
    add(digest, "lucene " + Version.LATEST.major);
    add(digest, GivenStatisticsSearcher.similarity().toString());
    for (IndexField field : IndexField.values()) {
      add(digest, field.fieldName() + " " + field.type());
    }
    String probe = probe();
    try (TextAnalyzer analyzer = new TextAnalyzer()) {
      List<TextToken> tokens = TextToken.of(analyzer, probe, Integer.MAX_VALUE);
      for (TextToken token : tokens) {
        add(digest, token.position() + " " + token.term());
      }
    }
    add(digest, IndexField.NUMBER.normalise(probe));
    return "1-" + HexFormat.of().formatHex(digest.digest(), 0, SHOWN_BYTES);
  }

  static String probe() {
    try (InputStream in = ScoringProfile.class.getResourceAsStream(PROBE)) {
      if (in == null) {
        throw new IllegalStateException("The probe text is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(MessageDigest digest, String line) {
    digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
