@NullMarked
package org.tisc.node.corpus;

import org.jspecify.annotations.NullMarked;
