/** Tests of exported and stored feeds. */
@NullMarked
package org.tisc.node.feed;

import org.jspecify.annotations.NullMarked;
