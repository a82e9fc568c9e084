/** Moves a journal from one database to another. */
package io.github.plugzapi.connect.move;
