/**
 * What makes processes start sooner: the Java machine keeps on disk which classes a command and a
 * node load (JEP 483, 514), and begins with them next time. A cache is right for one build of Java
 * and one {@code lib} folder; where either changed it is ignored, never wrong.
 */
@NullMarked
package org.tisc.deploy.start;

import org.jspecify.annotations.NullMarked;
