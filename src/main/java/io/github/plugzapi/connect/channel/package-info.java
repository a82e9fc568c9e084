/** The channels to people: one small class for each service, which sends a message in the service's documented form. */
package io.github.plugzapi.connect.channel;
