package io.github.plugzapi.connect.uptime;

import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;

/** Uptime for tests of other packages, and whatever may happen to an instance. */
public final class UptimeFixtures {

    private UptimeFixtures() {}

    public static Subscriber keeping(Store store, MovableClock clock) {
        return new KeepUptime(store, clock, new ManualTicker(clock));
    }

    /** Those of the histories to play: some, or the one that was asked for. */
    static LongStream seeds(long... some) {
        Long asked = Long.getLong("uptime.seed");
        return asked == null ? LongStream.of(some) : LongStream.of(asked);
    }

    /** Something that we learn at some moment, perhaps late. */
    static ConnectionEvent random(Random random, String instance, Instant now) {
        Instant moment = now.minusSeconds(random.nextInt(4) == 0 ? random.nextInt(7_200) : random.nextInt(3));
        return switch (random.nextInt(8)) {
            case 0 ->
                new ConfirmationLost(
                        derived(instance, now), now.minusSeconds(900 + random.nextInt(7_200)), false, null);
            case 1 -> new ConfirmationRegained(derived(instance, now), now.minusSeconds(900));
            case 2, 3, 4 -> Events.connected(instance, moment, now, Source.WEBHOOK, null, Phone.unknown());
            default -> Events.disconnected(instance, moment, now, Source.WEBHOOK, null, null);
        };
    }

    static Occurrence derived(String instance, Instant moment) {
        return Occurrence.learnt(instance, moment, moment, Source.DERIVED, moment.toString());
    }
}
