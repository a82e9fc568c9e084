/** What it takes to bring a number back: codes that link its phone, and links for whoever holds that. */
package io.github.plugzapi.connect.reconnect;
