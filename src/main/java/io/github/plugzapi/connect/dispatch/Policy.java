package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.schedule.Backoff;
import java.time.Duration;

/**
 * How a subscriber is treated.
 *
 * @param retry how long to wait before an event is handed to it again that it failed on; never null
 * @param attempts how often an event is handed to it before that is set aside, at least 1
 * @param begin where it begins that has no place in the journal yet; never null
 * @param waits for how much longer than {@code JOURNAL_RETENTION} events are kept that it was not handed; never null
 */
public record Policy(Backoff retry, int attempts, Begin begin, Duration waits) {

    /** How much longer events are kept for whoever has not had them, unless there is a reason for another time. */
    public static final Duration WAITS = Duration.ofDays(7);

    /** An observer of CDI events: ten attempts within nine minutes. */
    static final Policy OF_OBSERVERS =
            new Policy(new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)), 10, Begin.AT_THE_END, WAITS);

    /** Where a subscriber begins that is new. */
    public enum Begin {
        /** It is handed what comes from now on. */
        AT_THE_END,

        /** It is handed all that the journal holds. */
        AT_THE_BEGINNING
    }

    /**
     * The same, for one that is to be handed all that the journal holds when it is new.
     *
     * @return the policy; never null
     */
    public static Policy ofStates() {
        return new Policy(OF_OBSERVERS.retry(), OF_OBSERVERS.attempts(), Begin.AT_THE_BEGINNING, OF_OBSERVERS.waits());
    }
}
