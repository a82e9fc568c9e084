package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageStarted;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import java.time.Instant;

/** Events of an id of their own. */
public final class Events {

    public static final Phone PHONE = new Phone("5544999999999");
    public static final Instant MOMENT = MovableClock.START;

    private Events() {}

    public static Connected connected(
            String instance, Instant moment, Instant receivedAt, Source source, String distinction, Phone phone) {
        return new Connected(Occurrence.learnt(instance, moment, receivedAt, source, distinction), phone);
    }

    public static Disconnected disconnected(
            String instance, Instant moment, Instant receivedAt, Source source, String distinction, String error) {
        return new Disconnected(Occurrence.learnt(instance, moment, receivedAt, source, distinction), error);
    }

    /** The distinction tells one event from the next of its instance. */
    public static ConnectionEvent connected(String instance, int number) {
        return connected(instance, Integer.toString(number), PHONE);
    }

    public static ConnectionEvent connected(String instance, String distinction, Phone phone) {
        return connected(instance, MOMENT, MOMENT, Source.WEBHOOK, distinction, phone);
    }

    public static ConnectionEvent disconnected(String instance, int number) {
        return disconnected(instance, Integer.toString(number), "gone");
    }

    public static ConnectionEvent disconnected(String instance, String distinction, String error) {
        return disconnected(instance, MOMENT, MOMENT, Source.WEBHOOK, distinction, error);
    }

    /** What PlugZapi did not tell. */
    public static ConnectionEvent concluded(String instance, int number) {
        return concluded(instance, Integer.toString(number));
    }

    public static ConnectionEvent concluded(String instance, String distinction) {
        return new OutageStarted(
                Occurrence.learnt(instance, MOMENT, MOMENT, Source.DERIVED, distinction), MOMENT.minusSeconds(300));
    }

    /** One that was received at another time. */
    public static ConnectionEvent receivedAt(String instance, int number, Instant receivedAt) {
        return connected(instance, receivedAt, receivedAt, Source.WEBHOOK, Integer.toString(number), PHONE);
    }
}
