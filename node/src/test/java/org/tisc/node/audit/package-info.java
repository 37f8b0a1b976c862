/** Tests of the audit feature. */
@org.jspecify.annotations.NullMarked
package org.tisc.node.audit;
