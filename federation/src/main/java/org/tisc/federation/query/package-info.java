/**
 * The canonical query: the <em>analysed</em> tree that travels between nodes, in which every term
 * is already the bytes that stand in an index and every boost is explicit, so that an owner never
 * parses or analyses a peer's text. Also the statistics that scoring it needs. No I/O; all values
 * immutable. Read {@link org.tisc.federation.query.CanonicalQuery} first.
 */
@NullMarked
package org.tisc.federation.query;

import org.jspecify.annotations.NullMarked;
