/** Tests of the room {@code link} and the fakes of its ports. */
@NullMarked
package org.tisc.federation.link;

import org.jspecify.annotations.NullMarked;
