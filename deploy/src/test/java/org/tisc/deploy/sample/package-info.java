/** Tests of the sample's documents. */
@NullMarked
package org.tisc.deploy.sample;

import org.jspecify.annotations.NullMarked;
