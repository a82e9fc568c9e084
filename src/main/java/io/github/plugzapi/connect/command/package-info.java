/** The commands of the executable, which run beside the service or without it. */
package io.github.plugzapi.connect.command;
