/** Tests of the commands against a small server that imitates a node's answers. */
@NullMarked
package org.tisc.node.cli;

import org.jspecify.annotations.NullMarked;
