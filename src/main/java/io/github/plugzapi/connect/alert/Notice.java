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
 * @param name what the instance was called when it began; null where it had no name here
 * @param since since when it is so
 * @param noticedAt when that came to be known
 * @param until until when it was so; null while it is
 * @param overAt when that came to be known; null while it is
 * @param removedAt since when nobody looks after the instance any more; null while somebody does
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
        String name,
        Instant since,
        Instant noticedAt,
        Instant until,
        Instant overAt,
        Instant removedAt,
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
                row.text("name"),
                row.moment("since"),
                row.moment("noticed_at"),
                row.moment("until"),
                row.moment("over_at"),
                row.moment("removed_at"),
                row.text("said"),
                row.moment("begun_at"),
                row.flag("given_up"));
    }

    /** What is to be told. */
    Stage stage() {
        if (removedAt != null) {
            return Stage.REMOVED;
        }
        if (until == null) {
            return begunAt == null ? Stage.BEGUN : Stage.STILL;
        }
        return begunAt == null ? Stage.PAST : Stage.ENDED;
    }

    /** Whether there is nothing more to tell of it afterwards. */
    boolean isLast() {
        return until != null || sort.isMomentary();
    }

    /** Since when there is something to tell; a reminder is told together with whatever else is. */
    Instant dueSince() {
        if (removedAt != null) {
            return removedAt;
        }
        return until == null ? noticedAt : overAt;
    }
}
