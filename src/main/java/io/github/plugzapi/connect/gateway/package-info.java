/** PlugZapi: its REST client, its instances, and what its answers mean. */
package io.github.plugzapi.connect.gateway;
