/**
 * The API: what is known, and what can be done about it, over HTTP. Resources whose paths begin alike have the same path, since
 * JAX-RS looks for a method in those classes alone whose path fits best.
 */
package io.github.plugzapi.connect.api;
