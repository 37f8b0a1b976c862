/** Tests of the configuration. */
@NullMarked
package org.tisc.node.config;

import org.jspecify.annotations.NullMarked;
