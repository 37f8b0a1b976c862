/**
 * A region of many nodes in one process: real indexes, the real search of peers, real messages, and
 * lines between them whose delays and faults are made up. {@link Simulator}, a program that {@code
 * deploy/bench/simulator} starts, prints what a search over them costs and whether it is right; its
 * test runs a small one.
 *
 * <p>Begin with {@link SimulatedRegion}. Nothing here holds a thread while a message is under way:
 * one thread of {@link Wire} looks at the clock for all of them.
 */
@NullMarked
package org.tisc.node.simulator;

import org.jspecify.annotations.NullMarked;
