/** Tests of the demo region's parts that need no node. */
@NullMarked
package org.tisc.deploy.demo;

import org.jspecify.annotations.NullMarked;
