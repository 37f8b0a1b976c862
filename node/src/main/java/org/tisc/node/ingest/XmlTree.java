package org.tisc.node.ingest;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Parses one XML document into elements. No DTD, no external entity, no name spaces; at most {@link
 * #MAX_DEPTH} levels and {@link #MAX_NODES} elements. Entities that offices use for characters are
 * known ({@link CharacterEntities}); any other makes the document malformed, so nothing expands.
 */
final class XmlTree {
  /** Deepest nesting; the deepest office file seen has 24 levels. */
  static final int MAX_DEPTH = 200;

  /** Most elements of one document. */
  static final int MAX_NODES = 2_000_000;

  private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

  XmlTree() {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
  }

  /** The root element. Raises XMLStreamException on anything that is not well-formed. */
  XmlElement parse(String xml) throws XMLStreamException {
    XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
    try {
      return read(reader);
    } finally {
      reader.close();
    }
  }

  private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
    Deque<XmlElement> open = new ArrayDeque<>();
    XmlElement document = new XmlElement("", Map.of());
    open.push(document);
    int nodes = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() > MAX_DEPTH || ++nodes > MAX_NODES) {
            throw new XMLStreamException(
                "more than " + MAX_DEPTH + " levels or " + MAX_NODES + " elements");
          }
          XmlElement element = element(reader);
          open.element().add(element);
          open.push(element);
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text(open.element(), reader.getText());
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          String name = reader.getLocalName();
          open.element()
              .add(
                  CharacterEntities.text(name)
                      .orElseThrow(
                          () -> new XMLStreamException("entity " + name + " is not known")));
        }
        default -> {
          // Comments and processing instructions say nothing to readers.
        }
      }
    }
    return document.elements().getFirst();
  }

  private static void text(XmlElement element, String text) {
    if (!text.isEmpty()) {
      element.add(text);
    }
  }

  private static XmlElement element(XMLStreamReader reader) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(local(reader.getAttributeLocalName(i)), reader.getAttributeValue(i));
    }
    return new XmlElement(local(reader.getLocalName()), attributes);
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }
}
