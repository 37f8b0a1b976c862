/** Tests of the folder of files. */
@org.jspecify.annotations.NullMarked
package org.tisc.node.blob;
