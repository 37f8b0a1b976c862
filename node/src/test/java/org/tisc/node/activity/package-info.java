/** Tests of the ledger. */
@NullMarked
package org.tisc.node.activity;

import org.jspecify.annotations.NullMarked;
