package org.tisc.node.ingest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.Document;
import org.tisc.node.document.SafeText;

/**
 * Reads XML documents, one or many behind one another, each by its own root element. A damaged one
 * is a reject and the next is read.
 */
final class XmlRecordReader implements RecordReader {
  private static final int MAX_DETAIL = 300;

  private final Source source;
  private final IngestLimits limits;
  private final XmlParts parts;
  private final XmlTree tree = new XmlTree();
  private long record;
  private boolean ended;

  XmlRecordReader(Source source, FormatOptions options) {
    this.source = source;
    this.limits = options.limits();
    this.parts = new XmlParts(source.stream(), limits.recordBytes());
  }

  @Override
  public Optional<Outcome> next() {
    if (ended) {
      return Optional.empty();
    }
    try {
      Optional<XmlParts.Part> part = parts.next();
      ended = part.isEmpty();
      if (ended) {
        return Optional.empty();
      }
      record++;
      return Optional.of(read(part.get()));
    } catch (IOException e) {
      ended = true;
      record++;
      return Optional.of(reject(parts.line(), Containers.reason(e), Containers.message(e)));
    }
  }

  private Outcome read(XmlParts.Part part) {
    if (part.tooLong()) {
      return reject(
          part.line(), RejectReason.TOO_LARGE, "more than " + limits.recordBytes() + " bytes");
    }
    try {
      XmlElement root = tree.parse(XmlProlog.text(part.bytes()));
      Optional<Document> document =
          switch (root.name()) {
            case "us-patent-grant", "us-patent-application" ->
                Optional.of(UsptoDocument.read(root));
            case "PatentDocumentAndRelated" -> Optional.of(CnipaDocument.read(root));
            case "cn-application-body" -> Optional.of(ApplicationBody.read(root, source.name()));
            default -> Optional.empty();
          };
      return document.isPresent()
          ? new Outcome.Accepted(source.name(), part.line(), record, document.get())
          : reject(part.line(), RejectReason.UNKNOWN_ROOT, root.name());
    } catch (CharacterCodingException e) {
      return reject(part.line(), RejectReason.BAD_ENCODING, "");
    } catch (XMLStreamException e) {
      long line =
          part.line()
              + Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNumber())
              - 1;
      return reject(line, RejectReason.MALFORMED_XML, message(e));
    } catch (TiscException e) {
      return reject(part.line(), RejectReason.INVALID_DOCUMENT, String.valueOf(e.getMessage()));
    }
  }

  /** The parser's sentence without its own position, which counts from the document's start. */
  private static String message(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.indexOf("Message:");
    return start < 0 ? message : message.substring(start + "Message:".length());
  }

  private Outcome reject(long line, RejectReason reason, String detail) {
    return new Outcome.Reject(
        source.name(), line, record, reason, SafeText.shortened(SafeText.line(detail), MAX_DETAIL));
  }

  @Override
  public void close() {
    Ingest.closeQuietly(source.stream());
  }
}
