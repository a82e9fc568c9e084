package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A time during which an instance was as it was.
 *
 * @param status how; unknown too while PlugZapi did not say how it is; never null
 * @param isTold whether PlugZapi had said anything of it until then
 * @param from since when, in UTC; never null
 * @param to until when, in UTC; never null
 */
public record Stretch(Status status, boolean isTold, Instant from, Instant to) {

    /**
     * The same, with those in one that follow each other and are alike, and without those that are no time.
     *
     * @param stretches one after the other, without a gap; never null
     * @return them; never null
     */
    public static List<Stretch> joined(List<Stretch> stretches) {
        List<Stretch> joined = new ArrayList<>();
        for (Stretch each : stretches) {
            Stretch last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.status == each.status && last.isTold == each.isTold) {
                joined.set(joined.size() - 1, new Stretch(each.status, each.isTold, last.from, each.to));
            } else if (each.from.isBefore(each.to)) {
                joined.add(each);
            }
        }
        return joined;
    }

    /**
     * How the time of some stretches divides itself.
     *
     * @param stretches any; never null
     * @return how; never null
     */
    public static Share share(List<Stretch> stretches) {
        Share share = Share.NONE;
        for (Stretch each : stretches) {
            share = share.with(each.status, Duration.between(each.from, each.to));
        }
        return share;
    }

    /**
     * What of some stretches lies in a time.
     *
     * @param stretches one after the other; never null
     * @param from where it begins, in UTC; never null
     * @param to where it ends, in UTC; never null
     * @return them, cut where they go on beyond it; never null
     */
    public static List<Stretch> within(List<Stretch> stretches, Instant from, Instant to) {
        List<Stretch> within = new ArrayList<>();
        for (Stretch each : stretches) {
            Instant begin = each.from.isBefore(from) ? from : each.from;
            Instant end = each.to.isAfter(to) ? to : each.to;
            if (begin.isBefore(end)) {
                within.add(new Stretch(each.status, each.isTold, begin, end));
            }
        }
        return within;
    }
}
