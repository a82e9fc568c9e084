package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import java.time.Instant;

/** Events to keep. */
public final class Events {

    public static final Phone PHONE = new Phone("5544999999999");
    public static final Instant MOMENT = MovableClock.START;

    private Events() {}

    /** The raw moment tells one event from the next of its instance. */
    public static ConnectionEvent connected(String instance, int number) {
        return connected(instance, Integer.toString(number), PHONE);
    }

    public static ConnectionEvent connected(String instance, String distinction, Phone phone) {
        return new Connected(Occurrence.learnt(instance, MOMENT, MOMENT, Source.WEBHOOK, distinction), phone);
    }

    public static ConnectionEvent disconnected(String instance, int number) {
        return disconnected(instance, Integer.toString(number), "gone");
    }

    public static ConnectionEvent disconnected(String instance, String distinction, String error) {
        return new Disconnected(Occurrence.learnt(instance, MOMENT, MOMENT, Source.WEBHOOK, distinction), error);
    }

    /** What PlugZapi did not tell. */
    public static ConnectionEvent concluded(String instance, int number) {
        return new OutageStarted(
                Occurrence.learnt(instance, MOMENT, MOMENT, Source.DERIVED, Integer.toString(number)),
                MOMENT.minusSeconds(300));
    }

    /** One that was received at another time. */
    public static ConnectionEvent receivedAt(String instance, int number, Instant receivedAt) {
        return new Connected(
                Occurrence.learnt(instance, receivedAt, receivedAt, Source.WEBHOOK, Integer.toString(number)), PHONE);
    }
}
