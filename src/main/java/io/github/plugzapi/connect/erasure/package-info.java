/** Forgets an instance or a phone number, everywhere. */
package io.github.plugzapi.connect.erasure;
