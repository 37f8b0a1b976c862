package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tisc.deploy.Launcher;
import org.tisc.node.Main;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Tisc;
import org.tisc.node.cli.Words;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What scripts rely on: every command answers {@code --json} with one object, good or bad, and ends
 * with the exit code of the interface. The table runs in this process against a real node, since a
 * process for every line would take minutes; the codes are shown by processes too.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class CommandsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final ProcessRegion region;

  CommandsTest(ProcessRegion region) {
    this.region = region;
  }

  /** One line of the table: the exit code that a command must end with, and the command. */
  private record Line(int exit, String command) {}

  private static Path secret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  private List<Line> table() throws IOException {
    Path folder = region.folder("commands");
    Path good = folder.resolve("good.jsonl");
    Files.writeString(
        good,
        "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"US\",\"number\":\"7654321\",\"kindCode\":\"B2\",\"titles\":{\"en\":\"Table\"}}\n");
    String out = folder.resolve("out.jsonl").toString();
    String audit = folder.resolve("audit.jsonl").toString();
    Path synonyms = Files.writeString(folder.resolve("synonyms.txt"), "table, desk\n");
    Path lonely = Files.writeString(folder.resolve("lonely.txt"), "table\n");
    String report = folder.resolve("report.json").toString();
    Path passphrase = secret(folder.resolve("passphrase"), "a passphrase of the table");
    Path home = folder.resolve("restored");
    Path shortOne = secret(folder.resolve("short"), "short");
    return List.of(
        new Line(0, "version"),
        new Line(2, "version --nothing"),
        new Line(1, "warm-up"),
        new Line(2, "warm-up here"),
        new Line(0, "status"),
        new Line(2, "status extra"),
        new Line(0, "config"),
        new Line(0, "network list"),
        new Line(0, "network roster"),
        new Line(1, "network roster --network nowhere"),
        new Line(0, "network invite somebody"),
        new Line(1, "network invite NOT-AN-ID"),
        new Line(2, "network invite"),
        new Line(1, "network create jjj --title Again"),
        new Line(2, "network create"),
        new Line(1, "network join tisc-join://nothing"),
        new Line(2, "network join"),
        new Line(2, "network nonsense"),
        new Line(1, "network expel nobody"),
        new Line(1, "network expel beijing"),
        new Line(2, "network expel"),
        new Line(1, "network leave"),
        new Line(1, "network leave --network nowhere"),
        new Line(0, "network renew"),
        new Line(1, "network renew --network nowhere"),
        new Line(1, "network rekey tisc-join://nothing"),
        new Line(2, "network rekey"),
        new Line(0, "network approve"),
        new Line(1, "network approve nobody"),
        new Line(1, "network create other --title Other --approval nonsense"),
        new Line(1, "network block nobody"),
        new Line(1, "network block beijing"),
        new Line(0, "network block hebei"),
        new Line(0, "network unblock hebei"),
        new Line(0, "collection create table --kind PATENT"),
        new Line(1, "collection create table --kind PATENT"),
        new Line(1, "collection create other --kind NONSENSE"),
        new Line(2, "collection create other"),
        new Line(0, "collection list"),
        new Line(0, "collection share table network:jjj"),
        new Line(1, "collection share nowhere none"),
        new Line(1, "collection share table everybody"),
        new Line(0, "policy list"),
        new Line(0, "policy allow any table --preview"),
        new Line(0, "policy allow jjj/tianjin table --verbs search --fields title --per-minute 9"),
        new Line(0, "policy deny role:COORDINATOR table --verbs bulk --note why"),
        new Line(0, "policy preset restricted network:jjj table"),
        new Line(0, "policy explain tianjin table"),
        new Line(0, "policy explain jjj/hebei table --verb fetch"),
        new Line(0, "policy history"),
        new Line(1, "policy allow tianjin nowhere"),
        new Line(1, "policy allow NOBODY! table"),
        new Line(1, "policy allow tianjin table --fields nonsense"),
        new Line(1, "policy deny tianjin table --verbs nonsense"),
        new Line(1, "policy allow tianjin table --per-minute 0"),
        new Line(1, "policy preset nonsense tianjin table"),
        new Line(1, "policy explain nobody table"),
        new Line(1, "policy explain tianjin nowhere"),
        new Line(1, "policy remove r999999"),
        new Line(1, "policy history --version 999999"),
        new Line(2, "policy allow tianjin"),
        new Line(2, "policy allow tianjin table --per-minute many"),
        new Line(2, "policy explain tianjin"),
        new Line(2, "policy remove"),
        new Line(2, "policy nonsense"),
        new Line(0, "import --collection table " + good),
        new Line(1, "import --collection nowhere " + good),
        new Line(1, "import --collection table /nowhere/at/all"),
        new Line(1, "import --collection table --format nonsense " + good),
        new Line(2, "import --collection table"),
        new Line(2, "import " + good),
        new Line(0, "export --collection table --out " + out),
        new Line(1, "export --collection nowhere --out " + out),
        new Line(2, "export --collection table"),
        new Line(0, "reindex --collection table"),
        new Line(1, "reindex --collection nowhere"),
        new Line(0, "job list"),
        new Line(1, "job show nothing"),
        new Line(1, "job cancel nothing"),
        new Line(0, "search table --scope local"),
        new Line(0, "search table --scope network:jjj"),
        new Line(1, "search table --scope network:nowhere"),
        new Line(1, "search ((("),
        new Line(1, "search table --size 100000"),
        new Line(2, "search"),
        new Line(0, "synonyms set " + synonyms),
        new Line(0, "synonyms show"),
        new Line(0, "search table --synonyms --scope network:jjj"),
        new Line(1, "synonyms set " + lonely),
        new Line(2, "synonyms set /nowhere/at/all"),
        new Line(2, "synonyms set"),
        new Line(0, "search tabel~ --scope network:jjj"),
        new Line(0, "report make table --scope network:jjj --out " + report),
        new Line(0, "report verify " + report),
        new Line(1, "report make table --scope local --out " + report),
        new Line(1, "report make table --scope network:jjj --out /nowhere/at/all"),
        new Line(2, "report make table"),
        new Line(1, "report verify " + good),
        new Line(1, "report verify /nowhere/at/all"),
        new Line(2, "report verify"),
        new Line(1, "user add somebody --roles NONSENSE"),
        new Line(1, "user token nobody --label x"),
        new Line(2, "user add"),
        new Line(0, "audit list"),
        new Line(0, "audit verify"),
        new Line(2, "audit export"),
        new Line(0, "audit export --from 2 --to 5 --out " + audit),
        new Line(0, "audit verify " + audit),
        new Line(1, "audit verify /nowhere/at/all"),
        new Line(2, "backup"),
        new Line(1, "backup " + folder.resolve("node.zip")),
        new Line(1, "backup " + folder.resolve("node.zip") + " --passphrase-file " + shortOne),
        new Line(1, "backup " + good + " --passphrase-file " + passphrase),
        new Line(0, "backup " + folder.resolve("node.zip") + " --passphrase-file " + passphrase),
        new Line(0, "backup --verify " + folder.resolve("node.zip")),
        new Line(1, "backup --verify " + good),
        new Line(1, "backup --verify /nowhere/at/all"),
        new Line(2, "restore"),
        new Line(2, "restore " + good + " --passphrase-file " + passphrase),
        new Line(1, "restore " + good + " --home " + home + " --passphrase-file " + passphrase),
        new Line(0, "collection drop table"),
        new Line(1, "collection drop table"),
        new Line(2, "demo --nodes 0"),
        new Line(2, "demo --data /nowhere --documents 5"),
        new Line(1, "init " + region.node(0).home() + " --node x --name-zh x --region 110000"),
        new Line(2, "nonsense"),
        new Line(2, "--nonsense"));
  }

  @TestFactory
  Stream<DynamicTest> everyCommandAnswersWithOneObject() throws IOException {
    return table().stream()
        .map(
            line ->
                DynamicTest.dynamicTest(line.exit() + ": tisc " + line.command(), () -> run(line)));
  }

  private void run(Line line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Shell shell =
        Launcher.shell(
            new Shell(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Map.of("TISC_HOME", region.node(0).home().toString()),
                false,
                Optional.empty(),
                Words.of(Locale.ENGLISH)));
    CommandLine commands = Launcher.commandLine(shell, new Main("0"));
    List<String> words = new ArrayList<>(List.of(line.command().split(" ")));
    words.add("--json");
    int exit = Tisc.run(commands, shell, words.toArray(String[]::new));
    String said = out.toString(StandardCharsets.UTF_8);
    assertThat(said.strip().lines()).as(said).hasSize(1);
    JsonNode json = JSON.readTree(said);
    assertThat(json.isObject()).as(said).isTrue();
    assertThat(exit).as(said).isEqualTo(line.exit());
    assertThat(json.has("problem")).as(said).isEqualTo(line.exit() == 1 || line.exit() == 2);
    if (json.has("problem")) {
      for (String field : List.of("type", "title", "status", "detail", "reason")) {
        assertThat(json.path("problem").has(field)).as("%s in %s", field, said).isTrue();
      }
      assertThat(json.path("problem").path("reason").asString(""))
          .as(said)
          .isNotEqualTo("INTERNAL");
    }
    assertThat(said).doesNotContain(":null");
    if (json.has("invitation")) {
      region.secret(json.path("invitation").asString(""));
    }
  }

  /**
   * Tables for people are made from the JSON of a real node: each has a row for each member, which
   * names it.
   */
  @TestFactory
  Stream<DynamicTest> everyTableShowsWhatTheJsonHolds() {
    return Map.of(
            "network list", "networks",
            "network roster", "members",
            "collection list", "collections",
            "job list", "jobs",
            "audit list --from 1 --limit 5", "list")
        .entrySet()
        .stream()
        .map(
            table ->
                DynamicTest.dynamicTest(
                    table.getKey(), () -> shows(table.getKey(), table.getValue())));
  }

  private void shows(String command, String list) {
    ProcessNode beijing = region.node(0);
    String[] words = command.split(" ");
    JsonNode json = region.tisc(beijing, "", (command + " --json").split(" ")).json();
    List<String> lines = region.tisc(beijing, "", words).out().lines().toList();
    List<String> rows =
        lines.stream().skip(lines.getFirst().startsWith("Network ") ? 2 : 1).toList();
    assertThat(json.path(list)).as(json.toString()).isNotEmpty();
    assertThat(rows).hasSameSizeAs(json.path(list));
    for (int i = 0; i < json.path(list).size(); i++) {
      JsonNode first = json.path(list).get(i).iterator().next();
      assertThat(rows.get(i)).isNotBlank().contains(first.asString(""));
    }
  }

  @Test
  void aReportProvesWhatWasAnsweredAndNothingElse() throws IOException {
    ProcessNode beijing = region.node(0);
    Path file = region.folder("reports").resolve("report.json");
    TiscProcess.Ended made =
        region.tisc(
            beijing,
            "",
            "report",
            "make",
            "电池",
            "--scope",
            ProcessRegion.NETWORK,
            "--out",
            file.toString(),
            "--json");
    assertThat(made.exit()).as(made.out()).isZero();
    JsonNode verified =
        region.tisc(beijing, "", "report", "verify", file.toString(), "--json").json();
    assertThat(verified.path("valid").asBoolean(false)).isTrue();
    assertThat(verified.path("node").asString("")).isEqualTo("beijing");
    assertThat(verified.at("/report/answer/exact").asBoolean(false)).isTrue();
    assertThat(verified.at("/report/answer/sources").size()).isGreaterThanOrEqualTo(3);

    JsonNode read = JSON.readTree(Files.readString(file));
    for (String word : List.of("beijing", "\"exact\":true", "电池")) {
      String changed =
          read.path("report").asString("").replaceFirst(word, word.replace("true", "false") + " ");
      ((ObjectNode) read).put("report", changed);
      Path other = Files.writeString(file.resolveSibling("other.json"), read.toString());
      TiscProcess.Ended refused =
          region.tisc(beijing, "", "report", "verify", other.toString(), "--json");
      assertThat(refused.exit()).as(word + refused.out()).isEqualTo(1);
      assertThat(refused.json().path("valid").asBoolean(false)).isFalse();
    }
  }

  @Test
  void processesEndWithTheCodesOfTheInterface() {
    ProcessNode beijing = region.node(0);
    TiscProcess.Ended status = region.tisc(beijing, "", "status", "--json");
    assertThat(status.exit()).isZero();
    assertThat(status.json().path("node").asString("")).isEqualTo("beijing");
    assertThat(status.json().path("pid").asLong()).isEqualTo(beijing.pid());
    assertThat(status.json().at("/networks/0/peers")).hasSize(2);

    TiscProcess.Ended failed = region.tisc(beijing, "", "job", "show", "nothing");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err().strip().lines()).hasSize(1);

    TiscProcess.Ended wrong = region.tisc(beijing, "", "search");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();

    ProcessNode hebei = region.node(2);
    hebei.signal("STOP");
    try {
      TiscProcess.Ended incomplete =
          region.tisc(
              beijing,
              "",
              "search",
              "电池",
              "--scope",
              ProcessRegion.NETWORK,
              "--timeout-millis",
              "2000",
              "--json");
      assertThat(incomplete.exit()).as(incomplete.out()).isEqualTo(3);
      assertThat(incomplete.json().path("exact").asBoolean(true)).isFalse();
    } finally {
      hebei.signal("CONT");
    }
  }

  @Test
  void withoutJavaTheLauncherSaysWhatToInstall() throws IOException {
    ProcessBuilder builder = TiscProcess.builder(Map.of(), List.of("status"));
    // A copy elsewhere with an empty world: no runtime beside it, none on the path.
    Path folder = region.folder("lacking");
    Path copy = folder.resolve("tisc");
    Files.copy(TiscProcess.DIST.resolve("tisc"), copy);
    String script = Files.readString(copy).replace("/usr/lib/jvm/", "/nowhere/jvm/");
    Files.writeString(copy, script);
    builder.command("/bin/sh", copy.toString(), "status");
    builder.environment().put("JAVA_HOME", "/nowhere");
    builder.environment().put("HOME", folder.toString());
    builder.environment().remove("TISC_JAVA_HOME");
    builder.environment().put("PATH", pathWithoutJava(folder));
    TiscProcess.Ended ended = TiscProcess.end(builder, "");
    assertThat(ended.exit()).as(ended.err()).isEqualTo(69);
    assertThat(ended.err()).contains("Java 25", "install");
    assertThat(ended.out()).isEmpty();
  }

  private static String pathWithoutJava(Path folder) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("dirname", "readlink", "grep")) {
      for (String from : List.of("/usr/bin/", "/bin/")) {
        if (Files.exists(Path.of(from + name)) && !Files.exists(bin.resolve(name))) {
          Files.createSymbolicLink(bin.resolve(name), Path.of(from + name));
        }
      }
    }
    return bin.toString();
  }

  @Test
  void theCommandRunsFromAnotherFolderAndThroughALink() throws IOException {
    Path folder = region.folder("elsewhere");
    Path link = folder.resolve("tisc-link");
    Files.createSymbolicLink(link, TiscProcess.DIST.resolve("tisc"));
    ProcessBuilder builder = TiscProcess.builder(Map.of(), List.of());
    builder.command("./tisc-link", "version", "--json");
    builder.directory(folder.toFile());
    TiscProcess.Ended ended = TiscProcess.end(builder, "");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.json().has("version")).isTrue();
  }
}
