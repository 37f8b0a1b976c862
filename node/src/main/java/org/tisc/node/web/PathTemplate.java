package org.tisc.node.web;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A path such as {@code /api/v1/jobs/{id}} or {@code /assets/{file...}}. Matching looks at the raw
 * path: it is split at slashes first and each segment decoded after, so an encoded slash is part of
 * a value and never a border.
 */
final class PathTemplate {
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]+");
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z][A-Za-z0-9]*)(\\.\\.\\.)?}");

  private final String text;
  private final List<String> segments;

  PathTemplate(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalStateException("a path begins with '/': " + text);
    }
    this.text = text;
    this.segments = split(text);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean parameter = PARAMETER.matcher(segment).matches();
      boolean sound = parameter ? names.add(name(segment)) : LITERAL.matcher(segment).matches();
      boolean restBeforeEnd = segment.endsWith("...}") && i < segments.size() - 1;
      if (!sound || restBeforeEnd) {
        throw new IllegalStateException("not a path template: " + text);
      }
    }
  }

  /** The parameters of a raw path that has this form, or empty when it has not. */
  Optional<Map<String, String>> match(List<String> path) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (segment.endsWith("...}")) {
        Optional<String> rest = decode(String.join("/", path.subList(i, path.size())));
        rest.ifPresent(value -> parameters.put(name(segment), value));
        return rest.map(value -> parameters);
      }
      Optional<String> value = decode(path.get(i));
      if (value.isEmpty() || value.get().isEmpty()) {
        return Optional.empty();
      }
      if (segment.startsWith("{")) {
        parameters.put(name(segment), value.get());
      } else if (!segment.equals(value.get())) {
        return Optional.empty();
      }
    }
    return path.size() == segments.size() ? Optional.of(parameters) : Optional.empty();
  }

  /** The segments of a raw path; the root has none. */
  static List<String> split(String path) {
    List<String> segments = new ArrayList<>();
    if (path.length() > 1) {
      segments.addAll(List.of(path.substring(1).split("/", -1)));
    }
    return segments;
  }

  private static String name(String segment) {
    return segment.substring(1, segment.length() - (segment.endsWith("...}") ? 4 : 1));
  }

  /** Percent-decodes UTF-8 strictly; a plus sign is itself in a path. */
  static Optional<String> decode(String raw) {
    try {
      String bytes = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
      if (raw.indexOf('%') < 0) {
        return Optional.of(raw);
      }
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Sorts literal segments before parameters, so the most exact template is tried first. */
  String precedence() {
    StringBuilder key = new StringBuilder();
    for (String segment : segments) {
      key.append(segment.endsWith("...}") ? "2" : segment.startsWith("{") ? "1" : "0").append('/');
    }
    return key.toString();
  }

  /** The form with parameter names left out: two templates of one form meet the same paths. */
  String form() {
    return PARAMETER.matcher(text).replaceAll(match -> match.group(2) == null ? "{}" : "{...}");
  }

  @Override
  public String toString() {
    return text;
  }
}
