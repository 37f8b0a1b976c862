/** Tests of alerts. */
@NullMarked
package org.tisc.node.alert;

import org.jspecify.annotations.NullMarked;
