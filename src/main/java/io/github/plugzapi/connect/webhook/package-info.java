/** The front door: PlugZapi's callbacks come in here. */
package io.github.plugzapi.connect.webhook;
