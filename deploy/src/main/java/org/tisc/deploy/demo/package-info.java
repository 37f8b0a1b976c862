/**
 * The demo region: a network of invented centres as real processes on this machine, built through
 * the same commands and HTTP interface that a centre uses, filled, described, checked and stopped.
 * Knows nothing of the inside of a node. One demo command works on a region at a time, guarded by a
 * lock file. Read {@code DemoCommand} first, then {@code RegionStart}.
 */
@NullMarked
package org.tisc.deploy.demo;

import org.jspecify.annotations.NullMarked;
