/**
 * The node's collections on disk, how text becomes terms, and exact scoring. The only room that
 * imports Lucene. It owns the schema ({@link org.tisc.node.index.IndexField}), the analysis that is
 * equal on every node, the folders under {@code HOME/collections}, and the port {@link
 * org.tisc.federation.search.LocalIndex}. It knows no document model: what it stores arrives as
 * {@link org.tisc.node.index.IndexableDocument}, and its JSON is bytes to this room.
 *
 * <p>Threads: searches run on a small fixed pool of platform threads that are never interrupted,
 * because an interrupt inside Lucene closes the files of everybody; a search stops by its budget. A
 * {@link org.tisc.node.index.CollectionWriter} belongs to one thread at a time, and one collection
 * has at most one. Locks nest in the order {@code LuceneIndex} then {@code OpenCollection}.
 *
 * <p>Read {@link org.tisc.node.index.LuceneIndex} first, then {@link
 * org.tisc.node.index.QueryAnalysis}.
 */
@NullMarked
package org.tisc.node.index;

import org.jspecify.annotations.NullMarked;
