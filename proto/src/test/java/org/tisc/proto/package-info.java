/** Tests that guard the contracts. */
package org.tisc.proto;
