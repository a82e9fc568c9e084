/** Passes events on over HTTP: signed CloudEvents, as Standard Webhooks specify. */
package io.github.plugzapi.connect.delivery.http;
