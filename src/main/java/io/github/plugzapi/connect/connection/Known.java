package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.UNKNOWN;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.text.Lenient;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is known of an instance, and what it takes to tell what its next event is: news, news that comes late, or nothing
 * new.
 *
 * <p><b>Which moments may be compared.</b> There are two clocks, and nobody knows how far they are apart. PlugZapi's gives
 * the moments of callbacks; ours says when we received them, and when we asked.
 *
 * <ul>
 *   <li>Callbacks are compared with callbacks, by their moments: to the second where one of the two is a whole second, since
 *       PlugZapi writes seconds here and milliseconds there. Where that makes them equal, the order of arrival decides.
 *   <li>A callback without a moment that is believed, or with one that is further ahead than clocks are apart, tells nothing
 *       by it: it is the newest when it arrives.
 *   <li>What was learnt by asking is the newest by construction: it is kept only where nothing came since before the
 *       question.
 *   <li>Whether a callback that comes after that happened before the question is the one comparison of both clocks. Where it
 *       says the same, it is taken for the late one of the same change as its moment stands. Where it contradicts, it is
 *       only taken to be over where that is sure: its moment is set forward by as much as the callback before lay behind
 *       ({@code lag}), which is how far PlugZapi's clock is behind ours, or how late its callbacks come.
 *   <li>A callback that lies behind by a day more or less than the one before has its moment from another clock, and is not
 *       compared with it.
 *   <li>A callback that could not be read when it came, and is read long after that, is late where anything was heard since it
 *       came: both are told by our clock.
 *   <li>Since when something is so is told by our clock: never in our future, and from when it came where callbacks lie behind,
 *       one as much as the other.
 * </ul>
 *
 * @param state the current state; never null
 * @param words how many events there were, by which a change in between is noticed
 * @param last the newest callback, new or not; null where there was none, or where it could not be told from the next
 * @param asked the latest changes that were learnt by asking, the oldest first, at most {@value #MAX_ASKED}; never null
 * @param asOf the moment of the newest callback, by PlugZapi's clock; null where none gave one
 * @param lag how far the newest callback with a moment lay behind, negative where it was ahead; null where none gave one
 */
public record Known(ConnectionState state, long words, Word last, List<Asked> asked, Instant asOf, Duration lag) {

    /** How far ahead of ours PlugZapi's clock may be. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** A callback that is later than that is not late: its clock is another one. */
    private static final Duration LATEST = Duration.ofDays(1);

    /** PlugZapi's clock is behind ours where its callbacks come so late, one as late as the other. */
    private static final Duration BEHIND = Duration.ofMinutes(1);

    /** Callbacks of older changes are not waited for. */
    private static final int MAX_ASKED = 4;

    /** Within this time, two callbacks that differ in nothing and have no moment are the same one. */
    private static final Duration REPEATED_WITHIN = Duration.ofSeconds(5);

    /** A callback without a moment is taken for the late one of what was learnt by asking this long. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * A callback is taken for the late one of what was learnt by asking although its moment is so much after the question.
     * Not more, since a change back and forth whose callbacks come in the wrong order would be lost.
     */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /**
     * A callback, as far as it takes to recognize it.
     *
     * @param status what it says
     * @param moment when it happened, by PlugZapi's clock; null where that is not believed
     * @param raw the moment as PlugZapi wrote it; may be null
     * @param receivedAt when it came, by ours
     */
    record Word(ConnectionState.Status status, Instant moment, String raw, Instant receivedAt) {

        static Word of(ConnectionEvent event) {
            boolean believed = !event.moment().equals(event.receivedAt());
            // A callback is told from others by the moment as PlugZapi wrote it.
            return new Word(statusOf(event), believed ? event.moment() : null, event.distinction(), event.receivedAt());
        }

        /** Whether this is the one that came before, once more. */
        boolean isSameAs(Word other) {
            if (status != other.status || (moment == null) != (other.moment == null)) {
                return false;
            }
            if (moment != null) {
                return isInSeconds() || other.isInSeconds()
                        ? moment.truncatedTo(ChronoUnit.SECONDS).equals(other.moment.truncatedTo(ChronoUnit.SECONDS))
                        : moment.equals(other.moment);
            }
            return Objects.equals(raw, other.raw)
                    && Duration.between(receivedAt, other.receivedAt).abs().compareTo(REPEATED_WITHIN) <= 0;
        }

        /** Whether PlugZapi wrote no more of its moment than the second. */
        private boolean isInSeconds() {
            if (raw == null || !isWholeSecond(moment)) {
                return false;
            }
            try {
                return Lenient.isInSeconds(new BigDecimal(raw));
            } catch (NumberFormatException e) {
                return false;
            }
        }

        /** Its place among the other callbacks; null where its moment does not tell it. */
        private Instant order() {
            return moment == null || moment.isAfter(receivedAt.plus(AHEAD)) ? null : moment;
        }
    }

    /**
     * A change that was learnt by asking.
     *
     * @param status what PlugZapi said
     * @param after the moment of the newest callback until then, by PlugZapi's clock; null where there was none
     * @param at when it was asked, by our clock
     * @param before the moment of the oldest callback since that said something else, by PlugZapi's clock: what is not before
     *     it, is another change; null where there was none
     */
    record Asked(ConnectionState.Status status, Instant after, Instant at, Instant before) {

        /**
         * Whether a callback is the one that should have told this change.
         *
         * @param ours its moment by our clock, as far as that is known
         */
        private boolean isToldBy(Word word, Instant ours) {
            return word.status == status
                    && word.order() != null
                    && (after == null || !isBefore(word.moment, after))
                    && (before == null || word.moment.isBefore(before))
                    && ours.isBefore(at.plus(SKEW));
        }

        /** The same of a callback without a moment, for a while; only of the newest change, since it may be news. */
        private boolean isToldWithoutAMomentBy(Word word) {
            return word.status == status
                    && word.order() == null
                    && before == null
                    && word.receivedAt.isBefore(at.plus(PATIENCE));
        }

        private Asked overtakenBy(Word word) {
            if (word.status == status) {
                return this;
            }
            Instant moment = word.order() == null ? Instant.EPOCH : word.order();
            return before != null && before.isBefore(moment) ? this : new Asked(status, after, at, moment);
        }
    }

    /**
     * What is known after an event.
     *
     * @param next what is known now; never null
     * @param news the event as it is to be kept; null where it tells nothing new
     * @param late whether it comes after newer ones, so that it may also be one that was kept before
     */
    record Step(Known next, ConnectionEvent news, boolean late) {}

    static Known nothing(String instance) {
        return new Known(ConnectionState.unknown(instance), 0, null, List.of(), null, null);
    }

    /** Takes an event as it comes. */
    Step after(ConnectionEvent event) {
        return after(event, false);
    }

    /**
     * Takes an event; one that is not about the connection itself changes nothing.
     *
     * @param isOld whether it was received long before now, where the clock was not set in between
     */
    Step after(ConnectionEvent event, boolean isOld) {
        if (!Kind.of(event).tellsState()) {
            return new Step(this, event, false);
        }
        if (event.source() != Source.WEBHOOK) {
            return learnt(event);
        }
        Word word = Word.of(event);
        if (last != null && word.isSameAs(last)) {
            return new Step(this, null, false);
        }
        if (isTold(word)) {
            return new Step(explained(event, word), null, false);
        }
        boolean isOvertaken = isOld && state.heardAt() != null && word.receivedAt.isBefore(state.heardAt());
        return isOvertaken || isLate(word) ? late(event, word) : news(event, word);
    }

    /** Whether a callback is a late one; of an older change than the last only where that is sure, since it may be news. */
    private boolean isTold(Word word) {
        if (lastAsked() == null) {
            return false;
        }
        if (word.order() == null) {
            return lastAsked().isToldWithoutAMomentBy(word);
        }
        Duration known = lag == null ? Duration.ZERO : lag;
        Instant ours = word.moment.plus(known);
        return lastAsked().isToldBy(word, known.isNegative() ? ours : word.moment)
                || lag != null && asked.stream().anyMatch(change -> change.isToldBy(word, ours));
    }

    private Asked lastAsked() {
        return asked.isEmpty() ? null : asked.get(asked.size() - 1);
    }

    private boolean isLate(Word word) {
        if (word.order() == null) {
            return false;
        }
        if (!isOfTheClockBefore(word)) {
            return false;
        }
        if (asOf != null && isBefore(word.moment, asOf)) {
            return true;
        }
        if (lastAsked() == null || lag == null || word.receivedAt.isBefore(lastAsked().at)) {
            // By our clock it came before we asked, so that was set back meanwhile, and tells nothing.
            return false;
        }
        Instant ours = lag.isNegative() ? word.moment : word.moment.plus(lag);
        return ours.isBefore(
                isWholeSecond(word.moment) ? lastAsked().at.truncatedTo(ChronoUnit.SECONDS) : lastAsked().at);
    }

    /** Whether a callback's moment can be of the clock that gave the one before: then it lies behind by about as much. */
    private boolean isOfTheClockBefore(Word word) {
        return lag == null || lagOf(word).minus(lag).abs().compareTo(LATEST) < 0;
    }

    private static Duration lagOf(Word word) {
        return Duration.between(word.moment, word.receivedAt);
    }

    /** PlugZapi said so when asked. Where its moments were ahead of our clock, what comes next is not to wait for them. */
    private Step learnt(ConnectionEvent event) {
        boolean change = state.status() != statusOf(event);
        return new Step(
                new Known(
                        told(event, change),
                        words + 1,
                        last == null || last.moment == null ? null : last,
                        Stream.concat(
                                        asked.stream().skip(Math.max(0, asked.size() - MAX_ASKED + 1)),
                                        Stream.of(new Asked(statusOf(event), asOf, event.moment(), null)))
                                .toList(),
                        asOf == null || asOf.isBefore(event.moment()) ? asOf : event.moment(),
                        lag),
                with(event, change),
                false);
    }

    /** The callback of a change that was learnt by asking: one change is one event, but it may know more. */
    private Known explained(ConnectionEvent event, Word word) {
        Phone phone = phone(event);
        String error = state.status() == DISCONNECTED && error(event) != null ? error(event) : state.error();
        ConnectionState explained = new ConnectionState(
                state.instance(), state.status(), phone, state.since(), state.heardAt(), error, Source.WEBHOOK);
        return new Known(explained, words, word, asked, later(asOf, word.order()), lag);
    }

    /** It did happen, but what came before it is newer. */
    private Step late(ConnectionEvent event, Word word) {
        ConnectionState heard = new ConnectionState(
                state.instance(),
                state.status(),
                state.phone(),
                state.since(),
                event.receivedAt(),
                state.error(),
                state.source());
        return new Step(new Known(heard, words + 1, word, overtaken(word), asOf, lag), with(event, false), true);
    }

    private Step news(ConnectionEvent event, Word word) {
        Instant order = word.order();
        boolean change = state.status() != word.status || isOtherNumber(event);
        return new Step(
                new Known(
                        told(event, change),
                        words + 1,
                        word,
                        overtaken(word),
                        order != null && !isOfTheClockBefore(word) ? order : later(asOf, order),
                        order == null ? lag : lagOf(word)),
                with(event, change),
                false);
    }

    private ConnectionState told(ConnectionEvent event, boolean change) {
        return new ConnectionState(
                state.instance(),
                statusOf(event),
                phone(event),
                change ? since(event, lag) : state.since(),
                event.receivedAt(),
                change || error(event) != null ? error(event) : state.error(),
                change || state.source() == null ? event.source() : state.source());
    }

    private ConnectionEvent with(ConnectionEvent event, boolean change) {
        if (event instanceof Connected connected) {
            return new Connected(connected.of(), connected.phone(), change, change && isOtherNumber(event));
        }
        Disconnected disconnected = (Disconnected) event;
        return new Disconnected(disconnected.of(), disconnected.error(), change);
    }

    private List<Asked> overtaken(Word word) {
        return asked.stream().map(change -> change.overtakenBy(word)).toList();
    }

    private Phone phone(ConnectionEvent event) {
        return event instanceof Connected connected && connected.phone().isKnown() ? connected.phone() : state.phone();
    }

    private boolean isOtherNumber(ConnectionEvent event) {
        return event instanceof Connected connected
                && connected.phone().isKnown()
                && state.phone().isKnown()
                && !state.phone().forms().contains(connected.phone());
    }

    private static String error(ConnectionEvent event) {
        return event instanceof Disconnected disconnected ? disconnected.error() : null;
    }

    /**
     * What an event says.
     *
     * @param event any event; never null
     * @return the status; unknown where it is not about the connection itself; never null
     */
    public static ConnectionState.Status statusOf(ConnectionEvent event) {
        return event instanceof Connected ? CONNECTED : event instanceof Disconnected ? DISCONNECTED : UNKNOWN;
    }

    /**
     * Since when something is so that an event says, by our clock: not in our future; and where the callback before lay behind
     * by as much, PlugZapi's clock is behind, and it has only just happened.
     *
     * @param event says it; never null
     * @param lag as in {@link #lag()}, before the event; may be null
     * @return a moment in UTC; never null
     */
    public static Instant since(ConnectionEvent event, Duration lag) {
        Word word = Word.of(event);
        boolean behind = event.source() == Source.WEBHOOK
                && word.order() != null
                && lag != null
                && lag.compareTo(BEHIND) >= 0
                && lagOf(word).minus(lag).abs().compareTo(SKEW) <= 0;
        return behind || event.moment().isAfter(event.receivedAt()) ? event.receivedAt() : event.moment();
    }

    /**
     * The {@link #lag()} after an event.
     *
     * @param event any event; never null
     * @param before the lag before it; may be null
     * @return the lag; null where there was no callback yet that tells it
     */
    public static Duration lag(ConnectionEvent event, Duration before) {
        Word word = Word.of(event);
        return event.source() != Source.WEBHOOK || word.order() == null ? before : lagOf(word);
    }

    private static boolean isBefore(Instant one, Instant other) {
        return isWholeSecond(one) || isWholeSecond(other)
                ? one.truncatedTo(ChronoUnit.SECONDS).isBefore(other.truncatedTo(ChronoUnit.SECONDS))
                : one.isBefore(other);
    }

    private static boolean isWholeSecond(Instant moment) {
        return moment.getNano() == 0;
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || (other != null && one.isBefore(other)) ? other : one;
    }
}
