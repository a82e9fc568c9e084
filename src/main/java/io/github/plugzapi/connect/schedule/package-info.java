/** What is due, and when it is tried again. */
package io.github.plugzapi.connect.schedule;
