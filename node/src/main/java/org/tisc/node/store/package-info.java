/**
 * The node's one SQLite file: opening and migrating it, units of work, and the federation's {@link
 * org.tisc.federation.state.StateStore} on it. The only room that speaks JDBC; features hold SQL
 * text and hand it to a {@link org.tisc.node.store.Tx}. One platform thread writes, up to four
 * readers stand beside it. Knows no feature: each room keeps its migrations beside its code, as
 * {@code V<yyyymmdd>_<number>__<what>.sql} with a number that no other room uses on that day. Read
 * {@code Store} first.
 */
@NullMarked
package org.tisc.node.store;

import org.jspecify.annotations.NullMarked;
