/** The console: pages for people, of what the API tells programs. */
package io.github.plugzapi.connect.console;
