/**
 * Benchmarks of whole commands and whole regions, each a ratio against something measured in the
 * same run. Programs, not tests: {@code deploy/bench} starts them.
 */
@NullMarked
package org.tisc.deploy.bench;

import org.jspecify.annotations.NullMarked;
