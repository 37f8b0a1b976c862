package org.tisc.node.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options that every command has. They may stand anywhere: what stands before a command's name
 * holds for the command too, unless it says otherwise itself.
 */
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

  /** Takes over what stands further left and is not said here. */
  void inherit(Common left) {
    json |= left.json;
    home = home.or(() -> left.home);
    url = url.or(() -> left.url);
  }
}
