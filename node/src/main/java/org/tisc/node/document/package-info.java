/**
 * The IP document model: what a document is, its kind, key, numbers, classifications, dates,
 * parties, its canonical JSON ({@code tisc.document/1}) and the neutral view that search needs.
 * Knows no file, network, index or page. All values are immutable and every function is pure, so
 * any thread may use them. Read {@link org.tisc.node.document.Document} first, then {@link
 * org.tisc.node.document.Numbers}.
 */
@NullMarked
package org.tisc.node.document;

import org.jspecify.annotations.NullMarked;
