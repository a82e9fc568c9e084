/** The family of events that observers may care about. */
package io.github.plugzapi.connect.event;
