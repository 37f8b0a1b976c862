/**
 * Background work that people watch: imports, exports, reindexing. A job has an id, a state, a
 * progress, and in the end a result or a problem; it is kept in the store, so that after a restart
 * its owner can tell or go on. Knows no feature: they hand in their work. Thread-safe; each job
 * runs on a virtual thread of its own. Read {@code Jobs} first.
 */
@NullMarked
package org.tisc.node.job;

import org.jspecify.annotations.NullMarked;
