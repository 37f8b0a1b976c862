@NullMarked
package org.tisc.deploy;

import org.jspecify.annotations.NullMarked;
