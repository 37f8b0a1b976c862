package org.tisc.node.document;

import java.util.Optional;

/** Which sort of industrial property, or other source, a document records. */
public enum DocumentKind {
  /** 专利: an invention, utility model or design, as published or filed. */
  PATENT("Patent", "PATENT"),
  /** 商标: a mark for goods or services. */
  TRADEMARK("Trademark", "TRADEMARK"),
  /** 地理标志: a name that stands for a product's origin. */
  GEOGRAPHICAL_INDICATION("Geographical indication", "GI"),
  /** 集成电路布图设计: the topography of an integrated circuit. */
  LAYOUT_DESIGN("Layout design", "LAYOUT_DESIGN"),
  /** Literature, standards, laws, cases and everything else that is searched beside them. */
  LITERATURE("Literature", "LITERATURE");

  private final String title;
  private final String keyPrefix;

  DocumentKind(String title, String keyPrefix) {
    this.title = title;
    this.keyPrefix = keyPrefix;
  }

  /** The English name; texts for users come from {@link DocumentMessages}. */
  public String title() {
    return title;
  }

  /** The first part of a document key. */
  public String keyPrefix() {
    return keyPrefix;
  }

  /** The kind with this name or key prefix, in any case. */
  public static Optional<DocumentKind> find(String text) {
    String wanted = text.strip();
    for (DocumentKind kind : values()) {
      if (kind.name().equalsIgnoreCase(wanted) || kind.keyPrefix.equalsIgnoreCase(wanted)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
