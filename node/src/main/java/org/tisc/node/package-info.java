@NullMarked
package org.tisc.node;

import org.jspecify.annotations.NullMarked;
