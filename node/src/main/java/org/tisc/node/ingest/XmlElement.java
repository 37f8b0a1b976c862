package org.tisc.node.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of a parsed document, known by its name without prefix. Children are elements and
 * pieces of text ({@code String}) in their order.
 */
final class XmlElement {
  private final String name;
  private final Map<String, String> attributes;
  private final List<Object> children = new ArrayList<>(2);

  XmlElement(String name, Map<String, String> attributes) {
    this.name = name;
    this.attributes = Map.copyOf(attributes);
  }

  void add(XmlElement element) {
    children.add(element);
  }

  void add(String text) {
    children.add(text);
  }

  String name() {
    return name;
  }

  /** An attribute's value; empty if it is not there. */
  String attribute(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  List<Object> content() {
    return children;
  }

  /** Child elements, in order. */
  List<XmlElement> elements() {
    List<XmlElement> found = new ArrayList<>();
    for (Object child : children) {
      if (child instanceof XmlElement element) {
        found.add(element);
      }
    }
    return found;
  }

  /** Child elements of a name, in order. */
  List<XmlElement> all(String childName) {
    return elements().stream().filter(element -> element.name.equals(childName)).toList();
  }

  /** The first child element found by following names. */
  Optional<XmlElement> at(String... path) {
    XmlElement here = this;
    for (String step : path) {
      List<XmlElement> next = here.all(step);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      here = next.getFirst();
    }
    return Optional.of(here);
  }

  /** Elements of a name anywhere below, in the order of the document. */
  List<XmlElement> below(String descendantName) {
    List<XmlElement> found = new ArrayList<>();
    collect(descendantName, found);
    return found;
  }

  private void collect(String descendantName, List<XmlElement> found) {
    for (XmlElement child : elements()) {
      if (child.name.equals(descendantName)) {
        found.add(child);
      }
      child.collect(descendantName, found);
    }
  }

  /** The plain text of the element found by following names; empty if there is none. */
  String text(String... path) {
    return at(path).map(PlainText::line).orElse("");
  }
}
