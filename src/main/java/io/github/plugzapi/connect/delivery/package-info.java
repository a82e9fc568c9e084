/** Passes events on to other systems: what is common to all ways of doing so. */
package io.github.plugzapi.connect.delivery;
