/**
 * Risk alerts: writing, reviewing, publishing, correcting and withdrawing the own ones, an inbox of
 * those of other centres, and who got which. The feeds are the truth of what was published and
 * answered; the tables of this room are made from them by {@link
 * org.tisc.node.alert.AlertMaterialiser} and {@link org.tisc.node.alert.ReceiptMaterialiser}.
 * Drafts, and what is hidden here, are this node's alone. What other centres say is text: nothing
 * of it is ever markup, a path or a statement.
 *
 * <p>Reads and writes block on local disk only. Everything is thread-safe; acts that make a next
 * revision come one after the other. Read {@link org.tisc.node.alert.AlertRoom} first, then {@code
 * AlertDesk}.
 */
@NullMarked
package org.tisc.node.alert;

import org.jspecify.annotations.NullMarked;
