package org.tisc.node.web;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Something that a browser or program watches: its present state, told again whenever it changed.
 *
 * @param name the name of the events
 * @param now the present state, bound by Jackson; blocks on local disk at most; a failure ends the
 *     stream
 * @param onChange takes what is to be called after a change, on any thread, and answers with what
 *     ends that
 */
public record LiveState(String name, Supplier<Object> now, Function<Runnable, Runnable> onChange) {
  public LiveState {
    if (!name.matches("[a-z]{1,32}")) {
      throw new IllegalArgumentException("an event's name is a word, not " + name);
    }
  }
}
