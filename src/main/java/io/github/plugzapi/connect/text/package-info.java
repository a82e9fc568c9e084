/** Reads what others write, and makes it fit to be kept and logged. */
package io.github.plugzapi.connect.text;
