package org.tisc.node.ingest;

import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.tisc.node.document.SafeText;

/**
 * Formulae in one line of text: {@code x_j=W_{j-i}·x_i}, {@code (a)/(b)}, {@code √(x)}. Reads
 * MathML, also where an office wraps it as text in a CDATA section with entities nobody declared.
 */
final class MathText {
  private MathText() {}

  static String of(XmlElement element) {
    String text =
        element.elements().isEmpty()
            ? element.content().stream().map(String::valueOf).collect(Collectors.joining())
            : "";
    if (text.contains("<")) {
      try {
        return SafeText.line(
            join(List.of(new XmlTree().parse(CharacterEntities.resolved(text.strip())))));
      } catch (XMLStreamException e) {
        return SafeText.line(CharacterEntities.resolved(text.replaceAll("<[^>]{0,200}>", " ")));
      }
    }
    return SafeText.line(join(element.content()));
  }

  private static String join(List<?> parts) {
    StringBuilder out = new StringBuilder();
    for (Object part : parts) {
      out.append(
          part instanceof XmlElement element ? element(element) : String.valueOf(part).strip());
    }
    return out.toString();
  }

  private static String element(XmlElement it) {
    List<XmlElement> parts = it.elements();
    return switch (it.name()) {
      case "msub", "munder" -> part(parts, 0) + "_" + group(parts, 1);
      case "msup", "mover" -> part(parts, 0) + "^" + group(parts, 1);
      case "msubsup", "munderover" ->
          part(parts, 0) + "_" + group(parts, 1) + "^" + group(parts, 2);
      case "mfrac" -> "(" + part(parts, 0) + ")/(" + part(parts, 1) + ")";
      case "msqrt" -> "√(" + join(it.content()) + ")";
      case "mroot" -> "√[" + part(parts, 1) + "](" + part(parts, 0) + ")";
      case "mfenced" -> fenced(it, parts);
      case "mtr", "mlabeledtr" -> join(it.content()) + "; ";
      case "mtd" -> join(it.content()) + " ";
      case "mspace", "mtext" -> " " + join(it.content()) + " ";
      case "img", "annotation", "annotation-xml" -> "";
      default -> join(it.content());
    };
  }

  private static String fenced(XmlElement it, List<XmlElement> parts) {
    String open = it.attribute("open");
    String close = it.attribute("close");
    boolean told = !open.isEmpty() || !close.isEmpty();
    String inner = parts.stream().map(MathText::element).collect(Collectors.joining(","));
    return told ? open + inner.strip() + close : "(" + inner.strip() + ")";
  }

  private static String part(List<XmlElement> parts, int index) {
    return index < parts.size() ? element(parts.get(index)) : "";
  }

  private static String group(List<XmlElement> parts, int index) {
    String text = part(parts, index).strip();
    return text.length() > 1 ? "{" + text + "}" : text;
  }
}
