/** Which instances are connected right now. */
package io.github.plugzapi.connect.connection;
