/** What is there in dev mode alone: a stand-in for PlugZapi, with numbers that come and go, and sinks. */
package io.github.plugzapi.connect.dev;
