/** Hands events to those who follow the journal, in the one process that leads. */
package io.github.plugzapi.connect.dispatch;
