/** Which instances are connected right now, and what is said about that in the log and in the metrics. */
package io.github.plugzapi.connect.connection;
