/** What SQLite needs of the machine: its library, and the files of a journal, which are nobody else's. */
package io.github.plugzapi.connect.sqlite;
