/**
 * The own documents: collections, import, export, reindex, and reading one document. A feature
 * room: joins readers of files ({@code ingest}), the document model ({@code document}) and the
 * index, and offers them over HTTP. Knows no Lucene, no Jetty, no SQL. Imports run as jobs; read
 * {@link org.tisc.node.corpus.Importer} first.
 */
@NullMarked
package org.tisc.node.corpus;

import org.jspecify.annotations.NullMarked;
