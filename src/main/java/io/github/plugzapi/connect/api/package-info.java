/** The API: what is asked over HTTP, below {@code /api}. */
package io.github.plugzapi.connect.api;
