package io.github.plugzapi.connect.alert;

import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.channel.ChannelFailure;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.wording.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The line to one channel: tells it what is due, one message at a time, and tries again what it does not take. What that is
 * stands in the tables, so that it is told once over all processes; only a message that was taken when the process died, before
 * that could be noted, comes again.
 */
final class Line {

    private static final Logger LOG = Logger.getLogger(Line.class);

    static final Duration TICK = Duration.ofSeconds(1);

    /** For so long it is tried to tell something. */
    static final Duration TRIED_FOR = Duration.ofHours(1);

    /** Whoever answers again within this time is no trouble of its own. */
    static final Duration FAILS_AFTER = Duration.ofMinutes(5);

    /** Whoever takes only so many parts of a message at a time mostly counts them by the minute. */
    private static final Duration PAUSE_AFTER_A_PART = Duration.ofMinutes(1);

    /** What becomes of telling, as the metric has it. */
    enum Outcome {
        TOLD,
        FAILED,
        GIVEN_UP
    }

    /**
     * What the line has from elsewhere.
     *
     * @param leads whether this process is the one that tells what is in the tables
     * @param grouping for how long it is waited for more
     * @param remindEvery how often what goes on is told again; null for never
     * @param outcomes is told what becomes of each message, and of each notice that is given up
     * @param others tells all other channels something
     */
    record Surroundings(
            BooleanSupplier leads,
            AlertTable table,
            Announcer announcer,
            Clock clock,
            Ticker ticker,
            Duration grouping,
            Duration remindEvery,
            Consumer<Outcome> outcomes,
            Consumer<Message> others) {}

    /**
     * Something that is in no table.
     *
     * @param at when it came, as the ticker goes
     */
    private record Direct(Message message, Duration at) {}

    private final String name;
    private final Channel channel;
    private final Surroundings around;
    private final Backoff pauses;
    private final Deque<Direct> direct = new ArrayDeque<>();

    /** That of them which is being sent; null while none is. */
    private Direct sending;

    private final ReentrantLock underWay = new ReentrantLock();

    /** What was told, and could not be noted yet; null where there is nothing. */
    private List<Notice> unnoted;

    /** Whether it was told something since it was last noted that it can be. */
    private boolean tookSomething;

    private int failures;

    /** Since when it fails, as the ticker goes, and by the clock; null while it does not. */
    private Duration failsSince;

    private Instant failsSinceMoment;

    /** Why it fails; null while it does not. */
    private volatile String reason;

    private boolean othersKnow;

    Line(String name, Channel channel, Surroundings around) {
        this.name = name;
        this.channel = channel;
        this.around = around;
        this.pauses = around.ticker().backoff(Duration.ofSeconds(5), Duration.ofMinutes(5), 0.1);
    }

    String name() {
        return name;
    }

    Channel channel() {
        return channel;
    }

    /** Why it fails in this process; null while it does not, as far as this process knows. */
    String trouble() {
        return reason;
    }

    /**
     * Has it told something that is in no table, because there is none, or it is about the channels themselves. What meets its
     * contrary that was not sent yet is settled by that: neither is news any more. So there are never many of them.
     */
    void tell(Message message) {
        synchronized (direct) {
            Direct unsent = direct.stream()
                    .filter(other -> other != sending && key(other.message()).equals(key(message)))
                    .findFirst()
                    .orElse(null);
            if (unsent == null) {
                direct.add(new Direct(message, around.ticker().elapsed()));
            } else if (unsent.message().good() != message.good()) {
                direct.remove(unsent);
            }
        }
    }

    private static String key(Message message) {
        return message.incidents().isEmpty() ? "" : message.incidents().get(0).key();
    }

    /** Tells what is due, if anything is; returns how long to wait before it is looked for more. */
    Duration round() {
        underWay.lock();
        try {
            Direct next = nextDirect();
            if (next != null) {
                try {
                    return send(next.message(), () -> done(next), () -> giveUp(next));
                } finally {
                    sent();
                }
            }
            if (!around.leads().getAsBoolean()) {
                return TICK;
            }
            note();
            if (tookSomething) {
                around.table().worksAgain(name);
                tookSomething = false;
            }
            List<Notice> due = due();
            return due.isEmpty() ? TICK : send(around.announcer().message(due), () -> told(due), () -> giveUp(due));
        } catch (StoreUnavailable e) {
            LOG.debugf(e, "Alerts to %s wait for the journal", name);
            return TICK;
        } finally {
            underWay.unlock();
        }
    }

    /** Lets it end what it is at, and note that, for some time. */
    void finish(Duration patience) throws InterruptedException {
        if (underWay.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            underWay.unlock();
        }
    }

    private Direct nextDirect() {
        synchronized (direct) {
            sending = direct.peek();
            return sending;
        }
    }

    private void sent() {
        synchronized (direct) {
            sending = null;
        }
    }

    private void done(Direct told) {
        synchronized (direct) {
            direct.remove(told);
        }
    }

    /** All that there is to tell, once the first of it has waited for the rest. */
    private List<Notice> due() {
        Instant now = around.clock().instant();
        Duration every = around.remindEvery();
        List<Notice> due =
                around.announcer().worthTelling(around.table().due(name, every == null ? null : now.minus(every)));
        boolean isTime = due.stream().anyMatch(notice -> switch (notice.stage()) {
            case STILL -> true;
            case BEGUN, PAST, ENDED, REMOVED -> hasWaited(notice.dueSince(), now);
        });
        return isTime ? due : List.of();
    }

    /** What seems to come from the future was noticed before the clock was set back. */
    private boolean hasWaited(Instant since, Instant now) {
        return since.isAfter(now) || !since.plus(around.grouping()).isAfter(now);
    }

    private Duration send(Message message, Runnable whenTold, Runnable giveUp) {
        try {
            channel.send(message);
        } catch (ChannelFailure e) {
            if (e.isProgress()) {
                return Backoff.atLeast(PAUSE_AFTER_A_PART, e.retryAfter());
            }
            return failed(e.getMessage(), e.retryAfter(), giveUp);
        } catch (RuntimeException e) {
            LOG.debugf(e, "Something unforeseen with the alerts to %s", name);
            return failed("something unforeseen (" + e.getClass().getSimpleName() + ")", Duration.ZERO, giveUp);
        }
        around.outcomes().accept(Outcome.TOLD);
        works();
        whenTold.run();
        return Duration.ZERO;
    }

    private void works() {
        tookSomething = true;
        if (failsSince != null) {
            LOG.infof("Alerts reach %s again (%s)", name, channel.address());
        }
        if (othersKnow) {
            around.others().accept(around.announcer().wording().channelWorks(name));
        }
        failures = 0;
        failsSince = null;
        reason = null;
        othersKnow = false;
    }

    private Duration failed(String why, Duration retryAfter, Runnable giveUp) {
        around.outcomes().accept(Outcome.FAILED);
        if (failsSince == null) {
            failsSince = around.ticker().elapsed();
            failsSinceMoment = around.clock().instant();
        }
        if (!why.equals(reason)) {
            LOG.warnf(
                    "An alert does not reach %s (%s): %s. It is tried again for an hour.",
                    name, channel.address(), why);
            reason = why;
        }
        if (!othersKnow && isOver(failsSince, FAILS_AFTER)) {
            othersKnow = true;
            around.others().accept(around.announcer().wording().channelFails(name, why, failsSinceMoment));
        }
        if (isOver(failsSince, TRIED_FOR)) {
            giveUp.run();
        }
        return pauses.after(++failures, retryAfter);
    }

    private boolean isOver(Duration since, Duration length) {
        return around.ticker().elapsed().minus(since).compareTo(length) >= 0;
    }

    private void told(List<Notice> notices) {
        unnoted = notices;
        note();
    }

    /** Before anything else is told, for it would be told again. */
    private void note() {
        if (unnoted != null) {
            around.table().told(name, unnoted);
            unnoted = null;
        }
    }

    private void giveUp(Direct untold) {
        if (isOver(untold.at(), TRIED_FOR)) {
            givenUp(1);
            done(untold);
        }
    }

    private void giveUp(List<Notice> untold) {
        Instant before = around.clock().instant().minus(TRIED_FOR);
        List<Notice> old = untold.stream()
                .filter(notice -> !notice.dueSince().isAfter(before))
                .toList();
        if (!old.isEmpty()) {
            around.table().givenUp(name, old);
            givenUp((int) old.stream().filter(notice -> !notice.givenUp()).count());
        }
    }

    /** What is tried again later and given up again is the same. */
    private void givenUp(int count) {
        if (count > 0) {
            LOG.errorf(
                    "Alerts that %s was not told of within an hour: %d (%s). What goes on is tried again once an hour.",
                    name, count, reason);
        }
        for (int i = 0; i < count; i++) {
            around.outcomes().accept(Outcome.GIVEN_UP);
        }
    }
}
