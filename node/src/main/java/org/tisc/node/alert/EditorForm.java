package org.tisc.node.alert;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of the editor as text, and the alert file that they make. What is wrong with a value
 * is for the rules to say, so a value that cannot be read is passed on as it is.
 *
 * @param values by name of field
 */
record EditorForm(Map<String, String> values) {
  /** Fields of one language each; {@code headline.zh} is the text in Chinese. */
  private static final List<String> TEXTS = List.of("headline", "description", "instruction");

  private static final List<String> LANGUAGES = List.of("zh", "en");
  private static final List<String> WORDS =
      List.of(
          "eventType",
          "category",
          "severity",
          "urgency",
          "certainty",
          "status",
          "tlp",
          "article",
          "incident",
          "web");
  private static final List<String> TIMES = List.of("effective", "onset", "expires");
  private static final List<String> LISTS =
      List.of("regions", "industries", "ipc", "nice", "markets", "parties");
  private static final DateTimeFormatter INPUT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);

  EditorForm {
    values = Map.copyOf(values);
  }

  static EditorForm of(Exchange exchange) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names()) {
      exchange.parameter(name).ifPresent(value -> values.put(name, value));
    }
    return new EditorForm(values);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("network", "peers", "evidence"));
    for (String text : TEXTS) {
      LANGUAGES.forEach(language -> names.add(text + "." + language));
    }
    names.addAll(WORDS);
    names.addAll(TIMES);
    names.addAll(LISTS);
    return names;
  }

  /** An empty editor. */
  static EditorForm fresh(String network) {
    return new EditorForm(
        Map.of(
            "network",
            network,
            "severity",
            "MODERATE",
            "urgency",
            "EXPECTED",
            "certainty",
            "LIKELY",
            "status",
            "ACTUAL",
            "tlp",
            "AMBER",
            "article",
            "8.1"));
  }

  /** The editor over what stands. */
  static EditorForm of(JsonNode file) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String text : TEXTS) {
      LANGUAGES.forEach(
          language -> put(values, text + "." + language, file.path(text).path(language)));
    }
    WORDS.forEach(name -> put(values, name, file.path(name)));
    values.putIfAbsent("status", "ACTUAL");
    values.putIfAbsent("tlp", "AMBER");
    values.putIfAbsent("article", "8.1");
    for (String name : TIMES) {
      Shape.Moment.read(file.path(name).asString(""))
          .ifPresent(
              time ->
                  values.put(name, INPUT.format(time.atZoneSameInstant(ZoneId.systemDefault()))));
    }
    LISTS.forEach(name -> values.put(name, joined(file.path("relevance").path(name))));
    put(values, "network", file.path("audience").path("network"));
    values.put("peers", joined(file.path("audience").path("peers")));
    StringBuilder evidence = new StringBuilder();
    for (JsonNode each : file.path("evidence")) {
      evidence
          .append(each.path("sha256").asString(""))
          .append(' ')
          .append(CleanText.line(each.path("name").asString("")))
          .append('\n');
    }
    values.put("evidence", evidence.toString().strip());
    return new EditorForm(values);
  }

  private static void put(Map<String, String> values, String name, JsonNode value) {
    if (value.isString()) {
      values.put(name, value.stringValue());
    }
  }

  private static String joined(JsonNode list) {
    return String.join(
        "; ", list.valueStream().map(value -> value.asString("")).map(CleanText::line).toList());
  }

  /** The text in a field; empty where there is none. */
  String value(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * The alert file.
   *
   * @param before what stood before, whose texts in other languages and media types stay
   */
  String file(Optional<JsonNode> before) {
    ObjectNode file = Json.mapper().createObjectNode();
    for (String text : TEXTS) {
      ObjectNode texts = file.putObject(text);
      before.ifPresent(
          old ->
              old.path(text)
                  .properties()
                  .forEach(
                      each -> {
                        if (!LANGUAGES.contains(each.getKey())) {
                          texts.set(each.getKey(), each.getValue());
                        }
                      }));
      for (String language : LANGUAGES) {
        given(text + "." + language).ifPresent(value -> texts.put(language, value));
      }
      if (texts.isEmpty() && !text.equals("headline")) {
        file.remove(text);
      }
    }
    WORDS.forEach(name -> given(name).ifPresent(value -> file.put(name, value)));
    TIMES.forEach(name -> given(name).ifPresent(value -> file.put(name, moment(value))));
    ObjectNode audience = file.putObject("audience");
    given("network").ifPresent(network -> audience.put("network", network));
    list(audience, "peers", "[\\s,;，；]+");
    ObjectNode relevance = file.putObject("relevance");
    LISTS.forEach(name -> list(relevance, name, "[\\n;；]+"));
    evidence(file, before);
    return Json.text(file);
  }

  private Optional<String> given(String name) {
    return Optional.of(value(name).strip()).filter(value -> !value.isEmpty());
  }

  private void list(ObjectNode into, String name, String separator) {
    given(name)
        .ifPresent(
            text -> {
              ArrayNode list = into.putArray(name);
              Arrays.stream(text.split(separator, -1))
                  .map(String::strip)
                  .filter(each -> !each.isEmpty())
                  .forEach(list::add);
            });
  }

  private static String moment(String text) {
    try {
      OffsetDateTime time =
          LocalDateTime.parse(text.strip()).atZone(ZoneId.systemDefault()).toOffsetDateTime();
      return time.toString();
    } catch (DateTimeParseException notLocal) {
      return text.strip();
    }
  }

  private void evidence(ObjectNode file, Optional<JsonNode> before) {
    if (given("evidence").isEmpty()) {
      return;
    }
    ArrayNode list = file.putArray("evidence");
    for (String line : value("evidence").split("\\R", -1)) {
      String[] words = line.strip().split("\\s+", 2);
      if (words[0].isEmpty()) {
        continue;
      }
      ObjectNode each = list.addObject();
      each.put("name", words.length > 1 ? words[1] : words[0]);
      each.put("sha256", words[0].toLowerCase(Locale.ROOT));
      before
          .map(old -> old.path("evidence").valueStream())
          .flatMap(
              olds ->
                  olds.filter(old -> old.path("sha256").asString("").equals(words[0])).findFirst())
          .map(old -> old.path("mediaType"))
          .filter(JsonNode::isString)
          .ifPresent(type -> each.set("mediaType", type));
    }
  }
}
