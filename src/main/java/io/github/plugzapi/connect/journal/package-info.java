/** Keeps events and hands them on to their observers. */
package io.github.plugzapi.connect.journal;
