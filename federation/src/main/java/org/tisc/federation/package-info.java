/**
 * Assembles the federation: {@link org.tisc.federation.Federation} builds the rooms by hand, starts
 * them from the ground up and closes them in reverse. Nobody below imports it. Read {@code
 * Federation} first.
 */
@NullMarked
package org.tisc.federation;

import org.jspecify.annotations.NullMarked;
