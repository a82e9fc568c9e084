/** The API: what is known, and what can be done about it, over HTTP. */
package io.github.plugzapi.connect.api;
