/** Asks PlugZapi how the instances are, in case no callback told it. */
package io.github.plugzapi.connect.reconciliation;
