package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.alert.Mutes.Mute;
import io.github.plugzapi.connect.console.Trace;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.uptime.Share;
import java.util.List;

/**
 * A page of the numbers.
 *
 * @param query what is seen; never null
 * @param rows those of this page; never null
 * @param first the place of the first of them, from 1; 0 where there is none
 * @param last the place of the last of them
 * @param found how many there are of what is looked for
 * @param pages how many pages that are, at least one
 */
public record Listing(Query query, List<Row> rows, long first, long last, long found, int pages) {

    /**
     * A number.
     *
     * @param is what is known of it; never null
     * @param mute that nobody is told of it; null where people are
     * @param month its last 30 days; never null
     * @param trace its last 24 hours; never null
     */
    public record Row(Overview is, Mute mute, Share month, Trace trace) {}

    /** {@inheritDoc} */
    public Listing {
        rows = List.copyOf(rows);
    }
}
