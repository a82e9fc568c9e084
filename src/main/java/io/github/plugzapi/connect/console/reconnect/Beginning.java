package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.status.Overview;
import io.github.plugzapi.connect.text.Secrets;
import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How it was when a dialog was opened. It goes along in the dialog's links, so that every process knows it; what cannot be
 * understood of it is as if it were not there.
 */
class Beginning {

    static final long NOT_TOLD = -1;

    private static final String NUMBER = "[0-9]{1,15}";

    /** Whoever does not have the token finds no number by so few. */
    private static final int MARK_BYTES = 4;

    @QueryParam("at")
    String at;

    @QueryParam("was")
    String was;

    @QueryParam("since")
    String since;

    /** Masked: links come to stand in the logs of proxies. */
    @QueryParam("phone")
    String phone;

    /** By which another number is told from it, also one with the same ends. */
    @QueryParam("mark")
    String mark;

    @QueryParam("waits")
    String waits;

    @QueryParam("heard")
    String heard;

    /** The same, where it begins now; it may be told of which number it is to be, after a wrong one came. */
    Beginning now(Overview is, Optional<Instance> instance, Formats formats) {
        at = Long.toString(formats.now().toEpochMilli());
        was = is.status().label();
        since = is.since() == null ? null : Long.toString(is.since().toEpochMilli());
        if (phone().isEmpty() && is.phone().isKnown() && instance.isPresent()) {
            phone = formats.masked(is.phone());
            mark = mark(is.phone(), instance.get());
        }
        return this;
    }

    /** However the number is written. All processes have the token, and nobody else. */
    private static String mark(Phone phone, Instance instance) {
        String shortest = phone.forms().stream()
                .map(Phone::digits)
                .min(Comparator.comparing(String::length))
                .orElseThrow();
        return HexFormat.of().formatHex(Secrets.hash(instance.token() + " " + shortest), 0, MARK_BYTES);
    }

    /** By which one opening is told from another; empty where nobody can tell. */
    String opening() {
        return at != null && at.matches(NUMBER) ? at : "";
    }

    /** The same, where that many messages wait. */
    Beginning waiting(long messages) {
        waits = Long.toString(messages);
        return this;
    }

    /** The same, where the number's connection was heard of that often. */
    Beginning hearing(long times) {
        heard = Long.toString(times);
        return this;
    }

    /** Whether the dialog was opened before. */
    boolean isThere() {
        return at != null;
    }

    /**
     * Whether the number is connected, and was not, or was not heard of so often, when the dialog was opened. That it is confirmed
     * now and then tells nothing of somebody who read a code.
     */
    boolean isBackBy(Overview is, LongSupplier heardByNow) {
        return isThere()
                && is.status() == Status.CONNECTED
                && (!Status.CONNECTED.label().equals(was) || heardByNow.getAsLong() > heard());
    }

    private long heard() {
        return heard != null && heard.matches(NUMBER) ? Long.parseLong(heard) : Long.MAX_VALUE;
    }

    /** Since when it was disconnected; null where it was not. */
    Instant downSince() {
        boolean isTold = Status.DISCONNECTED.label().equals(was) && since != null && since.matches(NUMBER);
        return isTold ? Instant.ofEpochMilli(Long.parseLong(since)) : null;
    }

    /** The ends of the number that it had; empty where it had none. */
    String phone() {
        return phone != null && phone.matches("(?=.*[*])[0-9 *-]{1,40}") ? phone : "";
    }

    /** Whether it has another number now than it had. */
    boolean isOther(Phone now, Optional<Instance> instance) {
        return mark != null
                && now.isKnown()
                && instance.isPresent()
                && !mark(now, instance.get()).equals(mark);
    }

    /** How many messages waited; {@link #NOT_TOLD} where nobody said it. */
    long waits() {
        return waits != null && waits.matches("[0-9]{1,9}") ? Long.parseLong(waits) : NOT_TOLD;
    }

    /** A link that takes all of it along. */
    String link(String path, Map<String, String> more) {
        QueryStringEncoder link = new QueryStringEncoder(path);
        more.forEach(link::addParam);
        add(link, "at", at);
        add(link, "was", was);
        add(link, "since", since);
        add(link, "phone", phone());
        add(link, "mark", mark);
        add(link, "waits", waits);
        add(link, "heard", heard);
        return link.toString();
    }

    /** A link on which it begins anew, with the number that it had. */
    String linkAnew(String path) {
        QueryStringEncoder link = new QueryStringEncoder(path);
        add(link, "code", "1");
        add(link, "phone", phone());
        add(link, "mark", mark);
        return link.toString();
    }

    private static void add(QueryStringEncoder link, String name, String value) {
        if (value != null && !value.isEmpty()) {
            link.addParam(name, value);
        }
    }
}
