/**
 * The query language: text becomes a syntax tree with positions, the tree is told back to the user
 * as one "understood as" line, and is compiled to the canonical query by two ports that other rooms
 * fill ({@link org.tisc.node.query.TextAnalysis}, {@link org.tisc.node.query.NumberForms}). Knows
 * no index, no HTTP and does no I/O. Everything is immutable and may be shared between threads.
 * Query text never reaches a log from here: exceptions carry counts and positions, only their
 * violations, meant for the asker alone, may quote a word. Read {@link
 * org.tisc.node.query.QueryLanguage} first, then {@link org.tisc.node.query.Syntax}.
 */
@NullMarked
package org.tisc.node.query;

import org.jspecify.annotations.NullMarked;
