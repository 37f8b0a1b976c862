/** Tests of what people keep. */
@NullMarked
package org.tisc.node.desk;

import org.jspecify.annotations.NullMarked;
