/** Sinks: systems to which events are posted. */
package io.github.plugzapi.connect.delivery.http;
