/**
 * The root of the node: assembles the rooms by hand and starts and stops them. No room imports it.
 * Read {@code Main} first.
 */
@NullMarked
package org.tisc.node;

import org.jspecify.annotations.NullMarked;
