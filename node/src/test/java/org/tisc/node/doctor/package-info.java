/** Tests of the findings. */
@NullMarked
package org.tisc.node.doctor;

import org.jspecify.annotations.NullMarked;
