/** Tests of the room {@code web}. */
@NullMarked
package org.tisc.node.web;

import org.jspecify.annotations.NullMarked;
