package org.tisc.node.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private final RouteTable table = new RouteTable();

  private void add(String method, String path) {
    table.add(method, path, Permission.SEARCH, "Does a | thing.", exchange -> Reply.ok(Map.of()));
  }

  private Optional<String> found(String path) {
    return table
        .find("GET", PathTemplate.split(path))
        .map(match -> match.route().path() + " " + match.parameters());
  }

  @Test
  void literalsComeBeforeParametersAndThoseBeforeTheRest() {
    add("GET", "/a/{rest...}");
    add("GET", "/a/{id}");
    add("GET", "/a/new");
    add("GET", "/");

    assertThat(found("/a/new")).contains("/a/new {}");
    assertThat(found("/a/x")).contains("/a/{id} {id=x}");
    assertThat(found("/a/x/y")).contains("/a/{rest...} {rest=x/y}");
    assertThat(found("/")).contains("/ {}");
    assertThat(found("/a")).isEmpty();
    assertThat(found("/b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/a/%E4%B8%AD,中", "/a/b%2Fc,b/c", "/a/b+c,b+c", "/a/%2e%2e,.."})
  void parametersAreDecodedOnce(String path, String value) {
    add("GET", "/a/{id}");

    assertThat(found(path)).contains("/a/{id} {id=" + value + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/%ff", "/a/%C0%AF", "/a/%", "/a/%4", "/a/%zz", "/a/", "/a//"})
  void badEscapesAndEmptySegmentsMeetNothing(String path) {
    add("GET", "/a/{id}");

    assertThat(found(path)).isEmpty();
  }

  @Test
  void oneFormIsDeclaredOnceForEachMethod() {
    add("GET", "/a/{id}");
    add("POST", "/a/{id}");

    assertThatThrownBy(() -> add("GET", "/a/{name}")).isInstanceOf(IllegalStateException.class);
    assertThat(table.methods(PathTemplate.split("/a/1"))).containsExactly("GET", "HEAD", "POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/a/{id", "/a/{id...}/b", "/a/{Id}", "/a b", "/{x}/{x}", "/a//b"})
  void badTemplatesAreRefused(String path) {
    assertThatThrownBy(() -> add("GET", path)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nothingIsDeclaredAfterTheServerWasBuilt() {
    table.seal();

    assertThatThrownBy(() -> add("GET", "/late")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theReferenceNamesMethodPathPermissionRolesAndSummary() {
    add("GET", "/b");
    add("GET", "/a/{id}");

    assertThat(table.markdownTable())
        .isEqualTo(
            """
            | method | path | permission | roles | what |
            |---|---|---|---|---|
            | GET | `/a/{id}` | SEARCH | READER STAFF REVIEWER ADMINISTRATOR | Does a \\| thing. |
            | GET | `/b` | SEARCH | READER STAFF REVIEWER ADMINISTRATOR | Does a \\| thing. |
            """);
  }
}
