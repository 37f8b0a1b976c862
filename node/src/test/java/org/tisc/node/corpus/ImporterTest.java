package org.tisc.node.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.ingest.FormatOptions;

class ImporterTest {
  private static final int RECORDS = 1_001;

  @TempDir private Path folder;

  private LuceneIndex index;
  private Importer importer;

  @BeforeEach
  void open() throws IOException {
    index = LuceneIndex.open(folder.resolve("home"), new IndexConfig(1, 8));
    index.create("papers", CollectionSettings.of("LITERATURE"));
    importer =
        new Importer(index, Files.createDirectory(folder.resolve("rejects")), System::nanoTime);
  }

  @AfterEach
  void close() {
    index.close();
  }

  @Test
  void everyRecordIsAddedOrRejectedAndToldInTheReport() throws IOException {
    List<String> lines = papers();
    lines.add(500, "{\"schema\":\"tisc.document/1\",\"kind\":");
    lines.add(700, papers().getFirst().replace("LITERATURE", "NO_SUCH_KIND"));
    List<Long> records = new ArrayList<>();
    ImportReport report = run(lines, (bytes, read) -> records.add(read));
    assertThat(report.read()).isEqualTo(RECORDS + 2);
    assertThat(report.added()).isEqualTo(RECORDS);
    assertThat(report.rejected()).isEqualTo(2);
    assertThat(report.rejects()).extracting(ImportReport.Reject::line).containsExactly(501L, 701L);
    assertThat(records).isSorted().endsWith(RECORDS + 2L);
    assertThat(index.collections().getFirst().documents()).isEqualTo(RECORDS);
  }

  @Test
  void importingAgainChangesNothing() throws IOException {
    run(papers(), (bytes, read) -> {});
    ImportReport again = run(papers(), (bytes, read) -> {});
    assertThat(again.added()).isZero();
    assertThat(again.unchanged()).isEqualTo(RECORDS);
  }

  @Test
  void aCancelledImportEndsAndLetsTheNextOneWrite() throws IOException {
    assertThatThrownBy(
            () ->
                run(
                    papers(),
                    (bytes, read) -> {
                      throw new TiscException(Reason.CANCELLED, "enough");
                    }))
        .hasMessageContaining("enough");
    assertThat(run(papers(), (bytes, read) -> {}).added()).isEqualTo(RECORDS);
  }

  private ImportReport run(List<String> lines, ImportProgress progress) throws IOException {
    Path file = Files.write(folder.resolve("papers.jsonl"), lines);
    return importer.run(
        file, "papers.jsonl", "papers", FormatOptions.auto(), Locale.ENGLISH, "one", progress);
  }

  private static List<String> papers() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      lines.add(paper(i));
    }
    return lines;
  }

  private static String paper(int number) {
    return """
    {"schema":"tisc.document/1","kind":"LITERATURE","number":"10.5555/paper.%d",\
    "doi":"10.5555/paper.%d","titles":{"en":"A paper"}}\
    """
        .formatted(number, number);
  }
}
