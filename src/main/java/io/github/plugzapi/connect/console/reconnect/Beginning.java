package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.status.Overview;
import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Map;

/**
 * How it was when a dialog was opened. It goes along in the dialog's links, so that every process knows it; what cannot be
 * understood of it is as if it were not there.
 */
class Beginning {

    static final long NOT_TOLD = -1;

    private static final String NUMBER = "[0-9]{1,15}";

    @QueryParam("at")
    String at;

    @QueryParam("was")
    String was;

    @QueryParam("since")
    String since;

    /** As it is, or masked. */
    @QueryParam("phone")
    String phone;

    @QueryParam("waits")
    String waits;

    /** Of a dialog that is opened now. */
    static Beginning of(Overview is, String phone, Instant now) {
        Beginning beginning = new Beginning();
        beginning.at = Long.toString(now.toEpochMilli());
        beginning.was = is.status().label();
        beginning.since = is.since() == null ? null : Long.toString(is.since().toEpochMilli());
        beginning.phone = phone;
        return beginning;
    }

    /** The same, where that many messages wait. */
    Beginning waiting(long messages) {
        waits = Long.toString(messages);
        return this;
    }

    /** Whether the dialog was opened before. */
    boolean isThere() {
        return at != null;
    }

    /** Whether the number is connected, and was not, or was not heard of, when the dialog was opened. */
    boolean isBackBy(Overview is) {
        return isThere()
                && is.status() == Status.CONNECTED
                && (!Status.CONNECTED.label().equals(was)
                        || is.confirmedAt() != null && is.confirmedAt().isAfter(moment(at, Instant.MAX)));
    }

    /** Since when it was disconnected; null where it was not. */
    Instant downSince() {
        return Status.DISCONNECTED.label().equals(was) ? moment(since, null) : null;
    }

    /** The number that it had, as it is written in links; empty where it had none. */
    String phone() {
        return phone != null && phone.matches("[0-9 *-]{1,40}") ? phone : "";
    }

    /** How many messages waited; {@link #NOT_TOLD} where nobody said it. */
    long waits() {
        return waits != null && waits.matches("[0-9]{1,9}") ? Long.parseLong(waits) : NOT_TOLD;
    }

    private static Instant moment(String millis, Instant otherwise) {
        return millis != null && millis.matches(NUMBER) ? Instant.ofEpochMilli(Long.parseLong(millis)) : otherwise;
    }

    /** A link that takes all of it along. */
    String link(String path, Map<String, String> more) {
        QueryStringEncoder link = new QueryStringEncoder(path);
        more.forEach(link::addParam);
        add(link, "at", at);
        add(link, "was", was);
        add(link, "since", since);
        add(link, "phone", phone);
        add(link, "waits", waits);
        return link.toString();
    }

    private static void add(QueryStringEncoder link, String name, String value) {
        if (value != null && !value.isEmpty()) {
            link.addParam(name, value);
        }
    }
}
