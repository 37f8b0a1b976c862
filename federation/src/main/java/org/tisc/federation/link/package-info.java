/** Temporary. */
@NullMarked
package org.tisc.federation.link;

import org.jspecify.annotations.NullMarked;
