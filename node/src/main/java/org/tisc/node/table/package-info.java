/**
 * Files of tables for spreadsheets. Every value is a text and stays one: nothing in a file runs as
 * a formula, and no number loses its zeros. Each writer is used by one thread.
 */
@NullMarked
package org.tisc.node.table;

import org.jspecify.annotations.NullMarked;
