/** Reads what others write. */
package io.github.plugzapi.connect.text;
