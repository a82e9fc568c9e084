/** Alerts: people are told of what they have to do something about. */
package io.github.plugzapi.connect.alert;
