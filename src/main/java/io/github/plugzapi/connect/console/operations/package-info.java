/** The pages of what is passed on, of what could not be, and of who did what. */
package io.github.plugzapi.connect.console.operations;
