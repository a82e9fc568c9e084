package io.github.plugzapi.connect.dev;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes up what has become of an instance until now: whether it was connected, by the moments of the changes. */
final class Past {

    private static final int DAYS = 30;

    /** What happened yesterday is told to people, and so is not made up. */
    private static final int LAST_DAY = 2;

    private static final Duration LONGEST = Duration.ofHours(4);
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private final SortedMap<Instant, Boolean> changes = new TreeMap<>();

    /**
     * One in which the instance was out now and then, and is connected at the end.
     *
     * @param seed the same one makes the same up on the same day
     */
    Past(long seed, int outages, Instant now) {
        Random random = new Random(seed);
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        changes.put(today.minus(Duration.ofDays(DAYS)), true);
        for (int outage = 1; outage <= outages; outage++) {
            // Each has days of its own, so that no two meet.
            Duration days = Duration.ofDays((DAYS - LAST_DAY) / outages);
            Instant first = today.minus(Duration.ofDays(LAST_DAY)).minus(days.multipliedBy(outage));
            out(
                    first.plus(upTo(days.minus(LONGEST).minus(SHORTEST), random)),
                    SHORTEST.plus(upTo(LONGEST.minus(SHORTEST), random)));
        }
    }

    private static Duration upTo(Duration most, Random random) {
        return Duration.ofMinutes(random.nextInt((int) most.toMinutes()));
    }

    /** It was out for so long. */
    Past out(Instant since, Duration length) {
        changes.put(since.plus(length), true);
        return outSince(since);
    }

    /** It is out, and has been since. */
    Past outSince(Instant since) {
        changes.put(since, false);
        return this;
    }

    SortedMap<Instant, Boolean> changes() {
        return changes;
    }
}
