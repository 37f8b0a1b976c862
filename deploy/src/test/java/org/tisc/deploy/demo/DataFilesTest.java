package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.deploy.demo.Content.Delivery;
import org.tisc.deploy.sample.SampleKind;
import org.tisc.federation.error.TiscException;

class DataFilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "part-0.jsonl,3,0",
    "part-01.jsonl,3,0",
    "part-00,3,0",
    "part-1a.csv,3,1",
    "part-12.xml,3,1",
    "part-12.xml,13,12",
    "part-2,1,0",
    "part-5,3,2",
    "part-20,3,2"
  })
  void partsGoToTheNodeThatTheirNameSays(String name, int nodes, int node) {
    assertThat(DataFiles.part(name, nodes)).contains(node);
  }

  @Test
  void otherNamesAskForNoNode() {
    assertThat(DataFiles.part("partition-1.xml", 3)).isEmpty();
    assertThat(DataFiles.part("part-x.xml", 3)).isEmpty();
  }

  @Test
  void filesAreDealtInTurnByName() throws IOException {
    for (String name : List.of("c.csv", "a.csv", "b.csv", ".hidden", "part-0-x", "d.csv")) {
      Files.writeString(folder.resolve(name), "x");
    }
    Files.createDirectory(folder.resolve("sub"));
    assertThat(
            DataFiles.deal(folder, 3).stream()
                .map(files -> files.stream().map(file -> file.getFileName() + "").toList()))
        .containsExactly(List.of("a.csv", "d.csv", "part-0-x"), List.of("b.csv"), List.of("c.csv"));
    assertThat(DataFiles.deal(folder, 1).getFirst()).hasSize(5);
  }

  @Test
  void anEmptyOrMissingFolderIsRefused() {
    assertThatThrownBy(() -> DataFiles.deal(folder, 3)).isInstanceOf(TiscException.class);
    assertThatThrownBy(() -> DataFiles.deal(folder.resolve("none"), 3))
        .isInstanceOf(TiscException.class);
  }

  @Test
  void aFileOfSeveralKindsIsSplitWithItsLineNumbersKept() throws IOException {
    String patent = "{\"kind\":\"PATENT\",\"number\":\"专利\"}";
    String mark = "{\"kind\": \"TRADEMARK\"}";
    Files.writeString(folder.resolve("part-1.jsonl"), patent + "\n" + mark + "\nbroken\n" + patent);
    List<Delivery> deliveries = new Content.OwnFiles(folder).deliveries(1, 3);
    assertThat(deliveries.stream().map(Delivery::kind))
        .containsExactly(SampleKind.PATENT, SampleKind.TRADEMARK);
    assertThat(text(deliveries.get(0))).isEqualTo(patent + "\n\nbroken\n" + patent + "\n");
    assertThat(text(deliveries.get(1))).isEqualTo("\n" + mark + "\n\n\n");
    assertThat(new Content.OwnFiles(folder).deliveries(0, 3)).isEmpty();
  }

  @Test
  void aFileOfOneKindGoesUpAsItIs() throws IOException {
    byte[] bytes = {'{', (byte) 0xFF, '\n'};
    Files.write(folder.resolve("a.jsonl"), bytes);
    Delivery only = new Content.OwnFiles(folder).deliveries(0, 1).getFirst();
    assertThat(only.kind()).isEqualTo(SampleKind.PATENT);
    try (InputStream in = only.opening().open()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void kindsAreReadFromALine() {
    assertThat(DataFiles.kind("{\"extra\":{\"kind\":\"X\"},\"kind\":\"LITERATURE\"}"))
        .contains(SampleKind.LITERATURE);
    assertThat(DataFiles.kind("{}")).isEqualTo(Optional.empty());
  }

  @Test
  void generatedDeliveriesHoldTheWholeCorpus() throws IOException {
    Content content = Content.Generated.documents(200);
    long lines = 0;
    for (int node = 0; node < 3; node++) {
      for (Delivery delivery : content.deliveries(node, 3)) {
        lines += text(delivery).lines().count();
      }
    }
    long copies =
        content.corpus(3).orElseThrow().documents().mapToLong(d -> d.holders().size()).sum();
    assertThat(lines).isEqualTo(copies).isGreaterThan(200);
    assertThat(content.name()).isEqualTo("documents:200");
  }

  @Test
  void oneNodeHoldsTheSharesOfManySideBySide() throws IOException {
    Content content = Content.Generated.documents(200);
    List<String> ofMany = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      for (Delivery delivery : content.deliveries(node, 3)) {
        ofMany.add(text(delivery));
      }
    }
    List<String> ofOne = new ArrayList<>();
    Set<String> collections = new HashSet<>();
    for (Delivery delivery : content.deliveries(0, 1)) {
      ofOne.add(text(delivery));
      collections.add(delivery.collection());
    }
    assertThat(ofOne).isEqualTo(ofMany);
    assertThat(collections).contains("patents", "patents-2", "patents-3").hasSize(15);
  }

  @Test
  void oneNodeKeepsThePartsOfDataApart() throws IOException {
    for (String name : List.of("part-0.csv", "part-3.csv", "part-4.csv")) {
      Files.writeString(folder.resolve(name), name);
    }
    assertThat(DataFiles.parts(folder)).isEqualTo(5);
    assertThat(new Content.OwnFiles(folder).deliveries(0, 1).stream().map(Delivery::collection))
        .containsExactly("patents", "patents-4", "patents-5");
  }

  @Test
  void linesAreReadByteWiseToo() throws IOException {
    try (InputStream in = new LineStream(Stream.of("中", ""), StandardCharsets.UTF_8)) {
      assertThat(in.read()).isEqualTo(0xE4);
      assertThat(in.read(new byte[0], 0, 0)).isZero();
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)).hasSize(4);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static String text(Delivery delivery) throws IOException {
    try (InputStream in = delivery.opening().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
