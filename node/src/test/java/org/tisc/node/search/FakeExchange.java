package org.tisc.node.search;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Role;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A request by a member of staff, made of parameters and perhaps a JSON body. */
record FakeExchange(Locale locale, Map<String, List<String>> given, String jsonBody)
    implements Exchange {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static FakeExchange with(Locale locale, String... namesAndValues) {
    Map<String, List<String>> given = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      given.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return new FakeExchange(locale, given, "");
  }

  @Override
  public String requestId() {
    return "r-1";
  }

  @Override
  public Caller caller() {
    return new Caller("li", Set.of(Role.STAFF));
  }

  @Override
  public String path(String name) {
    return parameter(name)
        .orElseThrow(() -> new IllegalArgumentException("no path segment " + name));
  }

  @Override
  public Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst().filter(value -> !value.isBlank());
  }

  @Override
  public List<String> parameters(String name) {
    return given.getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> header(String name) {
    return name.equalsIgnoreCase("Content-Type") && !jsonBody.isEmpty()
        ? Optional.of("application/json; charset=utf-8")
        : Optional.empty();
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(jsonBody.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public <T> T json(Class<T> type) {
    return MAPPER.readValue(jsonBody, type);
  }

  @Override
  public boolean abandoned() {
    return false;
  }
}
