/**
 * The configuration of a node: {@code HOME/node.yaml} as one tree of records, the template that
 * {@code tisc init} fills in and the reference made from both. No other room reads a key; the root
 * hands each room its part. Knows no room of the node. All types are immutable. Read {@code
 * NodeConfig} first.
 */
@NullMarked
package org.tisc.node.config;

import org.jspecify.annotations.NullMarked;
