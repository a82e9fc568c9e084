/** The journal's events for those who look on: page by page, and live. */
package io.github.plugzapi.connect.live;
