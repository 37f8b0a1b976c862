/**
 * How a centre installs, runs and proves the node: the main class of the distribution, which adds
 * the demo region to the node's commands. Knows the node only through its commands and its HTTP
 * interface. Read {@code Launcher} first.
 */
@NullMarked
package org.tisc.deploy;

import org.jspecify.annotations.NullMarked;
