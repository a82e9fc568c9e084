/** The append-only log of events, and its tail. */
package io.github.plugzapi.connect.journal;
