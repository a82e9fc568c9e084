package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalDouble;

/**
 * How some time divides itself.
 *
 * @param connected for how long the instance was connected; never null
 * @param disconnected for how long it was not; never null
 * @param unknown for how long nobody could tell: before it was first heard of, and while PlugZapi did not say how it is; never
 *     null
 */
public record Share(Duration connected, Duration disconnected, Duration unknown) {

    static final Share NONE = new Share(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    static Share of(Status status, Duration time) {
        return NONE.with(status, time);
    }

    /** With so much more of a status, or less where the time is negative. */
    Share with(Status status, Duration more) {
        return new Share(
                status == Status.CONNECTED ? connected.plus(more) : connected,
                status == Status.DISCONNECTED ? disconnected.plus(more) : disconnected,
                status == Status.UNKNOWN ? unknown.plus(more) : unknown);
    }

    /** How much of it is of a status. */
    Duration of(Status status) {
        return switch (status) {
            case CONNECTED -> connected;
            case DISCONNECTED -> disconnected;
            case UNKNOWN -> unknown;
        };
    }

    Share plus(Share other) {
        return new Share(
                connected.plus(other.connected), disconnected.plus(other.disconnected), unknown.plus(other.unknown));
    }

    /**
     * Some times together.
     *
     * @param some how each of them divides itself; never null
     * @return how all of them do; never null
     */
    public static Share sum(Collection<Share> some) {
        return some.stream().reduce(NONE, Share::plus);
    }

    Share times(double part) {
        return new Share(times(connected, part), times(disconnected, part), times(unknown, part));
    }

    private static Duration times(Duration time, double part) {
        return Duration.ofMillis(Math.round(time.toMillis() * part));
    }

    /**
     * How much of the time that somebody can tell of it was connected.
     *
     * @return from 0 to 1; empty where nobody can tell of any of it
     */
    public OptionalDouble uptime() {
        Duration told = connected.plus(disconnected);
        return told.isZero()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) connected.toMillis() / told.toMillis());
    }
}
