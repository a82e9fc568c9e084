/** PlugZapi: its REST client, and what its answers mean. */
package io.github.plugzapi.connect.gateway;
