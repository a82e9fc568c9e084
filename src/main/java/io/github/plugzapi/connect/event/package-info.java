/** The family of events that observers may care about; it knows no other package. */
package io.github.plugzapi.connect.event;
