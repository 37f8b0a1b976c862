/** Tests of files, and the fake of their store. */
@org.jspecify.annotations.NullMarked
package org.tisc.federation.blob;
