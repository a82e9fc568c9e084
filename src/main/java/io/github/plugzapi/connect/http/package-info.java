/** One shape of error for all that answers over HTTP. */
package io.github.plugzapi.connect.http;
