package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Kind;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class WordsTest {
  private final Words zh = Words.of(Locale.CHINESE);
  private final Words en = Words.of(Locale.ENGLISH);

  @Test
  void bothLanguagesHaveTheSameKeys() {
    assertThat(zh.bundle().keySet()).isEqualTo(en.bundle().keySet());
    for (String key : zh.bundle().keySet()) {
      assertThat(zh.bundle().getString(key)).isNotBlank();
      assertThat(places(zh.bundle(), key)).as(key).isEqualTo(places(en.bundle(), key));
    }
  }

  private static List<String> places(ResourceBundle bundle, String key) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      if (bundle.getString(key).contains("{" + i + "}")) {
        found.add("{" + i + "}");
      }
    }
    return found;
  }

  @Test
  void everyKindOfFailureHasATitle() {
    for (Kind kind : Kind.values()) {
      assertThat(zh.title(kind)).matches(".*\\p{IsHan}.*");
      assertThat(en.title(kind)).isNotBlank();
    }
  }

  @Test
  void everyCommandAndOptionIsDescribedInBothLanguages() {
    for (Words words : List.of(zh, en)) {
      Shell shell =
          new Shell(System.in, System.out, System.err, Map.of(), false, Optional.empty(), words);
      CommandLine root = Tisc.commandLine(shell, new TryOut());
      Tisc.describe(root, words.bundle());
      described(root, words.equals(zh));
    }
  }

  private static void described(CommandLine line, boolean chinese) {
    CommandSpec spec = line.getCommandSpec();
    assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
    for (ArgSpec argument : spec.args()) {
      assertThat(argument.description())
          .as(spec.qualifiedName() + " " + argument.paramLabel() + argument.descriptionKey())
          .hasSize(1);
      if (chinese) {
        assertThat(argument.description()[0]).matches("(?s).*\\p{IsHan}.*");
      }
    }
    assertThat(line.getUsageMessage()).contains(chinese ? "用法" : "Usage");
    line.getSubcommands().values().forEach(sub -> described(sub, chinese));
  }

  @Test
  void theLanguageComesFromTheEnvironment() {
    assertThat(Words.of(Map.of("LANG", "zh_CN.UTF-8")).locale()).isEqualTo(Locale.CHINESE);
    assertThat(Words.of(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C")).locale())
        .isEqualTo(Locale.ENGLISH);
    assertThat(Words.of(Map.of("LC_ALL", "C.UTF-8", "TISC_LANG", "zh_CN")).locale())
        .isEqualTo(Locale.CHINESE);
    assertThat(Words.of(Map.of()).locale()).isEqualTo(Locale.ENGLISH);
    assertThat(zh.text("import.done", "c", 1234567, 2, 3, 4, 5)).contains("1234567");
  }
}
