@NullMarked
package org.tisc.federation.policy;

import org.jspecify.annotations.NullMarked;
