package org.tisc.node.store;

/**
 * A unit of work: what it does with its {@link Tx} counts as a whole or not at all. It may be run
 * more than once before it counts, so it changes nothing but the store, and it never waits for
 * anything else: the next unit waits for it.
 */
@FunctionalInterface
public interface Work<T> {
  /** Does the work; anything thrown undoes it and reaches the caller of the store. */
  T run(Tx tx);
}
