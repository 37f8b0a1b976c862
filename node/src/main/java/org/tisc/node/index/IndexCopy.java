package org.tisc.node.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.IOUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all collections as of one commit each. They stay as they are until this is closed;
 * what a crash leaves is removed at the next start. Used by one thread.
 */
public final class IndexCopy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexCopy.class);

  private final Path links;
  private final List<Collection> collections = new ArrayList<>();

  IndexCopy(Path links) {
    this.links = links;
  }

  /**
   * One collection.
   *
   * @param name of the collection
   * @param documents how many the commit holds
   * @param files all that make up its folder
   */
  public record Collection(String name, long documents, List<File> files) {
    public Collection {
      files = List.copyOf(files);
    }
  }

  /**
   * One file.
   *
   * @param name its path below the collection's folder, with slashes
   * @param path where it can be read until the copy is closed
   */
  public record File(String name, Path path) {}

  Path folder(String collection) {
    return links.resolve(collection);
  }

  void add(Collection collection) {
    collections.add(collection);
  }

  /** The collections by name. */
  public List<Collection> collections() {
    return List.copyOf(collections);
  }

  /** Gives the files free. Safe to repeat. */
  @Override
  public void close() {
    try {
      IOUtils.rm(links);
    } catch (IOException e) {
      LOG.warn("Copied names {} could not be removed", links.getFileName(), e);
    }
  }
}
