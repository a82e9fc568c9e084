/** The application's start: its command line, its configuration as a whole, its clock. */
package io.github.plugzapi.connect;
