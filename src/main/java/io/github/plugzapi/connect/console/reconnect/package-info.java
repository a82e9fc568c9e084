/** Bringing a number back: the dialog for who signed in, and the page for who has a link. */
package io.github.plugzapi.connect.console.reconnect;
