/** Flapping and outages: what is concluded from the changes of an instance, and what is said of both. */
package io.github.plugzapi.connect.incident;
