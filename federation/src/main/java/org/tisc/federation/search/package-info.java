/**
 * Federated search: one query over the own collections and those of peers, ranked exactly as one
 * index over all of them would rank it. Statistics are summed over the sources, owners score with
 * the sums and return their best distinct keys, the asker merges. What peers said of parts of their
 * indexes that never change is remembered, so that most queries take one round. {@link
 * org.tisc.federation.search.LocalIndex} is the port that the node implements; this room knows no
 * Lucene. Read {@code FederatedSearch} first, then {@code QueryRun} and {@code PeerMemory}.
 */
@NullMarked
package org.tisc.federation.search;

import org.jspecify.annotations.NullMarked;
