/** Who may use the API and the console, and from where. */
package io.github.plugzapi.connect.access;
