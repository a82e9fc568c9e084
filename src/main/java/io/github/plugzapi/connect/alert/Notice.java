package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.store.Row;
import io.github.plugzapi.connect.wording.Section.Stage;
import io.github.plugzapi.connect.wording.Sort;
import java.time.Instant;

/**
 * What one channel is to be told of one alert.
 *
 * @param alert the alert's number
 * @param key what the alert is known by
 * @param sort what it is
 * @param about the instance's id, or the name of what else it is about
 * @param instance the instance's id; null where it is about something else
 * @param since since when it is so
 * @param noticedAt when that came to be known
 * @param until until when it was so; null while it is
 * @param overAt when that came to be known; null while it is
 * @param said what the gateway said; null where there is nothing
 * @param begunAt when the channel was told of its beginning; null where it was not
 * @param givenUp whether it was tried in vain to tell the channel for as long as that is tried
 */
record Notice(
        long alert,
        String key,
        Sort sort,
        String about,
        String instance,
        Instant since,
        Instant noticedAt,
        Instant until,
        Instant overAt,
        String said,
        Instant begunAt,
        boolean givenUp) {

    static Notice of(Row row) {
        return new Notice(
                row.number("id"),
                row.text("key"),
                row.word("sort", Sort.class),
                row.text("about"),
                row.text("instance"),
                row.moment("since"),
                row.moment("noticed_at"),
                row.moment("until"),
                row.moment("over_at"),
                row.text("said"),
                row.moment("begun_at"),
                row.flag("given_up"));
    }

    /** What is to be told. */
    Stage stage() {
        if (until == null) {
            return begunAt == null ? Stage.BEGUN : Stage.STILL;
        }
        return begunAt == null ? Stage.PAST : Stage.ENDED;
    }

    /** Since when there is something to tell; a reminder is told together with whatever else is. */
    Instant dueSince() {
        return until == null ? noticedAt : overAt;
    }
}
