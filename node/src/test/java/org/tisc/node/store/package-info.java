/** Tests of the store: units, durability, full disk, migrations. */
@NullMarked
package org.tisc.node.store;

import org.jspecify.annotations.NullMarked;
