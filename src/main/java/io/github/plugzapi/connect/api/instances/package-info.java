/** The API of the instances: how each of them is, and the way back. */
package io.github.plugzapi.connect.api.instances;
