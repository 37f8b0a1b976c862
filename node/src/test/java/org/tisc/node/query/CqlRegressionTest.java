package org.tisc.node.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Queries with their expected XCQL from another implementation, where the machine has them;
 * registered only then. Every tree comes out as expected.
 */
class CqlRegressionTest {
  private static final Path DATA =
      Path.of(System.getProperty("tisc.data", "absent")).resolve("cql-regression");

  @TestFactory
  Stream<DynamicTest> readsTheExpectedTree() throws IOException {
    if (!Files.isDirectory(DATA)) {
      return Stream.empty();
    }
    List<Path> queries;
    try (Stream<Path> files = Files.walk(DATA)) {
      queries =
          files
              .filter(file -> file.toString().endsWith(".cql"))
              .filter(file -> Files.exists(expected(file)))
              .sorted()
              .toList();
    }
    Stream<DynamicTest> each =
        queries.stream()
            .map(
                file ->
                    DynamicTest.dynamicTest(DATA.relativize(file).toString(), () -> check(file)));
    return Stream.concat(
        each,
        Stream.of(
            DynamicTest.dynamicTest(
                "there are enough of them", () -> assertThat(queries).hasSizeGreaterThan(30))));
  }

  private static Path expected(Path query) {
    return query.resolveSibling(query.getFileName().toString().replace(".cql", ".xcql"));
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file).strip();
    Remarks remarks = new Remarks();
    String tree =
        new CqlParser(text, remarks, false)
            .parse()
            .map(CqlText::of)
            .orElseGet(() -> remarks.mistakes().toString());
    assertThat(tree).as(text).isEqualTo(tree(root(expected(file))));
  }

  private static Element root(Path file) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException | SAXException e) {
      throw new AssertionError(file + " is not XCQL", e);
    }
  }

  private static String tree(Element node) {
    if (node.getTagName().equals("searchClause")) {
      return text(node, "index")
          + " "
          + text(child(node, "relation"), "value")
          + modifiers(child(node, "relation"))
          + " \""
          + text(node, "term")
          + "\"";
    }
    Element operator = child(node, "boolean");
    return "("
        + tree(children(child(node, "leftOperand")).getFirst())
        + " "
        + text(operator, "value")
        + modifiers(operator)
        + " "
        + tree(children(child(node, "rightOperand")).getFirst())
        + ")";
  }

  private static String modifiers(Element of) {
    StringBuilder text = new StringBuilder();
    for (Element list : children(of)) {
      if (list.getTagName().equals("modifiers")) {
        for (Element one : children(list)) {
          text.append('/').append(text(one, "type"));
          for (Element part : children(one)) {
            boolean more = List.of("comparison", "value").contains(part.getTagName());
            text.append(more ? part.getTextContent() : "");
          }
        }
      }
    }
    return text.toString();
  }

  private static String text(Element of, String name) {
    return child(of, name).getTextContent();
  }

  private static Element child(Element of, String name) {
    return children(of).stream()
        .filter(each -> each.getTagName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(of.getTagName() + " has no " + name));
  }

  private static List<Element> children(Element of) {
    List<Element> children = new ArrayList<>();
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }
}
