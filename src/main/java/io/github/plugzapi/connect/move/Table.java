package io.github.plugzapi.connect.move;

import java.util.List;

/**
 * A table, as the database lists it.
 *
 * @param name its name; never null
 * @param columns the names of its columns, in order; never null
 * @param numbers the column that the database numbers the rows in; null if there is none
 */
record Table(String name, List<String> columns, String numbers) {}
