/** For how long each instance was connected, told from its events: exactly, not from samples. */
package io.github.plugzapi.connect.uptime;
