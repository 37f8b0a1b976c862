package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene alone, as the measure of our import: documents that already are Lucene's go into an index
 * writer with the analysis and buffer of a collection, and are committed once.
 */
public final class BareIndexing implements AutoCloseable {
  private final FSDirectory directory;
  private final IndexWriter writer;

  public BareIndexing(Path folder, IndexConfig config) throws IOException {
    this.directory = FSDirectory.open(folder);
    this.writer = new IndexWriter(directory, CollectionWriter.writerConfig(config));
  }

  /** Some documents, ready for Lucene: what the measure leaves out. */
  public record Batch(List<Document> documents) {}

  /** Makes a batch. */
  public static Batch prepare(List<IndexableDocument> documents) {
    List<Document> ready = new ArrayList<>();
    for (IndexableDocument document : documents) {
      ready.add(StoredFields.toLucene(document, document.contentHash()));
    }
    return new Batch(ready);
  }

  /** Indexes a batch. */
  public void add(Batch batch) throws IOException {
    for (Document document : batch.documents()) {
      writer.addDocument(document);
    }
  }

  /** Makes everything durable and waits for merges, as closing a collection's writer does. */
  @Override
  public void close() throws IOException {
    writer.commit();
    writer.close();
    directory.close();
  }
}
