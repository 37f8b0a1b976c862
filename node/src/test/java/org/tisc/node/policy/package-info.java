@NullMarked
package org.tisc.node.policy;

import org.jspecify.annotations.NullMarked;
