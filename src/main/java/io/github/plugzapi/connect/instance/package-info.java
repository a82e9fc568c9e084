/** Which instances there are: those that are configured, and those of the account. */
package io.github.plugzapi.connect.instance;
