/**
 * What each person keeps and chooses around a search, as rows of the store: columns of the list of
 * hits, baskets of documents with notes and tags, saved searches with what they found. Owns the
 * tables, their bounds and who may see a row; knows nothing of searching, of pages or of peers, and
 * nothing here is ever sent to one. All methods are thread-safe and block on the local disk. Read
 * {@link org.tisc.node.desk.Desk} first.
 */
@NullMarked
package org.tisc.node.desk;

import org.jspecify.annotations.NullMarked;
