/**
 * The ledger of service done: who did what for which kind of client, under which tier and article
 * of the guideline, in how many minutes and with what outcome. Lines are only ever added; other
 * rooms add them in the unit of work that does what the line tells of. Owns the words of tier,
 * article and kind of client; knows nothing of a client beyond its kind, and no room above. Read
 * {@link org.tisc.node.activity.Activity} first. Everything is thread-safe.
 */
@NullMarked
package org.tisc.node.activity;

import org.jspecify.annotations.NullMarked;
