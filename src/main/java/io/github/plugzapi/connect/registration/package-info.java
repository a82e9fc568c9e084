/** Keeps PlugZapi pointed at us. */
package io.github.plugzapi.connect.registration;
