package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class Common {
  @Option(names = "--json", descriptionKey = "json")
  boolean json;

  @Option(names = "--home", paramLabel = "DIR", descriptionKey = "home")
  Optional<Path> home = Optional.empty();

  @Option(names = "--url", paramLabel = "URL", descriptionKey = "url")
  Optional<String> url = Optional.empty();

  @Option(names = "--pin", paramLabel = "SHA256", descriptionKey = "pin")
  Optional<String> pin = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      descriptionKey = "help")
  boolean help;
}
