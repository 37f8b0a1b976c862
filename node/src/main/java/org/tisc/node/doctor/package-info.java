/**
 * What is wrong with this node, and the cure: findings with stable codes, from a home folder whose
 * node may be stopped and from a running node. A check turns facts into findings and touches
 * nothing; who gathers facts judges nothing. This room must not change anything that it looks at.
 * All is thread-safe or used by one thread. Read {@code FindingCode} first, then {@code
 * HomeExamination}.
 */
@NullMarked
package org.tisc.node.doctor;

import org.jspecify.annotations.NullMarked;
