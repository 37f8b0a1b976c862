/**
 * Invented documents of all five kinds, for the demo region and for measurements: the same seed and
 * index give the same document on every machine. Knows nothing of nodes, files or HTTP. All types
 * are immutable and may be used by many threads. Read {@code SampleCorpus} first.
 */
@NullMarked
package org.tisc.deploy.sample;

import org.jspecify.annotations.NullMarked;
