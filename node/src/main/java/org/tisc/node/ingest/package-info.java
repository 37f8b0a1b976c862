/**
 * Readers of office and vendor formats: a stream of bytes becomes an ordered sequence of documents
 * and rejects. Owns formats, column mappings, decoding and unpacking; knows the document model and
 * nothing else of the node, neither where bytes come from nor where documents go. Readers stream,
 * hold one record at a time within a bound, go on after a bad record, and reach for nothing outside
 * the bytes they are given: no external entity, no DTD, no path. A reader belongs to one thread.
 * Read {@link org.tisc.node.ingest.Ingest} first.
 */
@NullMarked
package org.tisc.node.ingest;

import org.jspecify.annotations.NullMarked;
