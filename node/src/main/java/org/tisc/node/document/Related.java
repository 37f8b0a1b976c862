package org.tisc.node.document;

import java.util.List;

/** What a document refers to: claimed priorities, cited documents, its own files. */
public record Related(List<Priority> priorities, List<Citation> citations, List<Media> media) {
  public Related {
    priorities = List.copyOf(priorities);
    citations = List.copyOf(citations);
    media = List.copyOf(media);
  }
}
