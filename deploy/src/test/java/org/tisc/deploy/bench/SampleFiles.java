package org.tisc.deploy.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.tisc.deploy.sample.SampleCorpus;
import org.tisc.deploy.sample.SampleDocument;
import org.tisc.deploy.sample.SampleKind;

/**
 * Writes generated documents as one file {@code KIND.jsonl} for each kind.
 *
 * <p>Arguments: an existing folder, number of documents.
 */
public final class SampleFiles {
  private SampleFiles() {}

  /** Writes the files. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    SampleCorpus corpus =
        new SampleCorpus(SampleCorpus.DEMO_SEED, Integer.parseInt(arguments[1]), 1);
    Map<SampleKind, BufferedWriter> files = new EnumMap<>(SampleKind.class);
    try {
      for (int i = 0; i < corpus.size(); i++) {
        SampleDocument document = corpus.document(i);
        BufferedWriter file = files.get(document.kind());
        if (file == null) {
          file = Files.newBufferedWriter(folder.resolve(document.kind().name() + ".jsonl"));
          files.put(document.kind(), file);
        }
        file.write(document.json());
        file.write('\n');
      }
    } finally {
      for (BufferedWriter file : files.values()) {
        file.close();
      }
    }
  }
}
