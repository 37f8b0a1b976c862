/**
 * Long histories of real processes: what is published, killed, cut, slowed, stopped, set to another
 * date and restored from old backups, drawn from a seed, and judged afterwards. {@code
 * HistoriesTest} is the entry; a failure prints the seed and the command that repeats it.
 */
@NullMarked
package org.tisc.deploy.robustness;

import org.jspecify.annotations.NullMarked;
