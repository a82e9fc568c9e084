/** Notices in time that nobody has paid for an instance. */
package io.github.plugzapi.connect.subscription;
