package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.reconnect.Outcome;
import io.github.plugzapi.connect.status.Overview;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody sees who brings a number back, one step at a time. It is the same for who signed in and for who has a link; the
 * latter sees no more of a phone number than its ends, and nothing of what the gateway says.
 *
 * @param step which step; never null
 * @param formats how things are written; never null
 * @param is the number; never null
 * @param way where the links lead; never null
 * @param begun how it was when the dialog was opened; never null
 * @param number which code it is, from 1 to {@value #MOST}; 0 where there is none
 * @param seconds after which it goes on by itself; 0: it does not
 * @param trouble why there is no code; null where there is one, or none was asked for
 * @param said why, in the gateway's words; null where nothing was said, or where it is not for who looks
 * @param code what is typed into the phone; null where that was not asked for
 * @param of when the gateway gave the code; null where there is none
 */
public record Dialog(
        Step step,
        Formats formats,
        Overview is,
        Way way,
        Beginning begun,
        long number,
        long seconds,
        Outcome.State trouble,
        String said,
        String code,
        Instant of) {

    /** So many codes are shown by themselves. */
    static final int MOST = 3;

    /** WhatsApp takes a code for 20 seconds. */
    private static final Duration SHOWN = Duration.ofSeconds(15);

    private static final Duration LEAST = Duration.ofSeconds(3);

    /** The steps. */
    public enum Step {
        /** What a link is for; nothing was asked for yet. */
        OPENED,

        /** So many messages wait, and would go out. */
        QUEUE,

        /** The code to be read. */
        CODE,

        /** The code to be typed, or which phone it is for. */
        PHONE,

        /** Nobody read the codes. */
        STOPPED,

        /** There is no code, and why. */
        TROUBLE,

        /** It is connected, and nobody did anything. */
        ALREADY,

        /** It is back. */
        BACK,

        /** It is back with another number. */
        OTHER,

        /** PlugZapi cannot be asked about it. */
        NO_TOKEN
    }

    /**
     * Where the links lead.
     *
     * @param path the dialog's own; never null
     * @param image where the QR code is; never null
     * @param back the number's page; null for who has a link
     */
    public record Way(String path, String image, String back) {}

    static Dialog of(Formats formats, Overview is, Way way, Beginning begun) {
        return new Dialog(Step.QUEUE, formats, is, way, begun, 0, 0, null, null, null, null);
    }

    Dialog at(Step next) {
        return new Dialog(next, formats, is, way, begun, 0, 0, null, null, null, null);
    }

    /** With a QR code, or why there is none. */
    Dialog code(long which, Outcome<byte[]> outcome, Instant now) {
        if (outcome.state() == Outcome.State.DONE) {
            Duration left = SHOWN.minus(Duration.between(outcome.at(), now));
            return new Dialog(Step.CODE, formats, is, way, begun, which, whole(left), null, null, null, outcome.at());
        }
        boolean isTemporary =
                switch (outcome.state()) {
                    case NONE, TOO_OFTEN, UNANSWERED -> true;
                    default -> false;
                };
        long again = isTemporary ? whole(outcome.againAfter()) : 0;
        return new Dialog(
                Step.TROUBLE, formats, is, way, begun, which, again, outcome.state(), heard(outcome), null, null);
    }

    /** With a code to be typed, or why there is none. */
    Dialog phone(Outcome<String> outcome) {
        boolean isDone = outcome.state() == Outcome.State.DONE;
        return new Dialog(
                Step.PHONE,
                formats,
                is,
                way,
                begun,
                0,
                0,
                isDone ? null : outcome.state(),
                heard(outcome),
                isDone ? readable(outcome.value()) : null,
                null);
    }

    private String heard(Outcome<?> outcome) {
        return isLink() ? null : outcome.said();
    }

    private static long whole(Duration left) {
        return (left.compareTo(LEAST) < 0 ? LEAST : left).plusMillis(999).toSeconds();
    }

    private static String readable(String code) {
        return code.matches("\\w{8}") ? code.substring(0, 4) + "-" + code.substring(4) : code;
    }

    /** The number is back: with which phone. */
    Dialog back(Optional<Instance> instance) {
        return at(begun.isOther(is.phone(), instance) ? Step.OTHER : Step.BACK);
    }

    /**
     * Whether somebody sees it who has a link.
     *
     * @return whether it is so; else it is somebody who signed in
     */
    public boolean isLink() {
        return way.back() == null;
    }

    /**
     * Whether it shows the first code to who may know what waits in the queue.
     *
     * @return whether it is so
     */
    public boolean tellsQueue() {
        return !isLink() && number == 1;
    }

    /**
     * What the number is called.
     *
     * @return its name; where it has none, the phone number or the id; never null
     */
    public String label() {
        return isLink() && is.name() == null && is.phone().isKnown() ? phone() : is.label();
    }

    /**
     * The phone number.
     *
     * @return its ends; empty where it is not known; never null
     */
    public String phone() {
        return is.phone().isKnown() ? formats.masked(is.phone()) : "";
    }

    /**
     * The number that came.
     *
     * @return its ends; the whole where they are as those of the number before, for who may see it; never null
     */
    public String now() {
        return isAlike() && !isLink() ? formats.phone(is.phone()) : phone();
    }

    /**
     * The number that there was before.
     *
     * @return its ends; nobody knows more of it; never null
     */
    public String before() {
        return begun.phone();
    }

    /**
     * Whether one takes the number that came for the one before, where most of it is hidden.
     *
     * @return whether their ends are the same
     */
    public boolean isAlike() {
        return before().equals(phone());
    }

    /**
     * How long it was disconnected.
     *
     * @return such as {@code 2 h 16 min}; empty where that is not known; never null
     */
    public String down() {
        Instant since = begun.downSince();
        return since == null || is.since() == null ? "" : formats.between(since, is.since());
    }

    /**
     * Who said that it is back.
     *
     * @return whether a callback did; else PlugZapi said it when it was asked
     */
    public boolean isByCallback() {
        return is.source() == Source.WEBHOOK;
    }

    /**
     * How many messages waited when the dialog was opened.
     *
     * @return how many; negative where nobody said it
     */
    public long waits() {
        return begun.waits();
    }

    /**
     * Where the QR code is; no two have the same address.
     *
     * @return a path with its query; never null
     */
    public String image() {
        return way.image() + "?of=" + of.toEpochMilli();
    }

    /**
     * The first of some codes.
     *
     * @return a path with its query; never null
     */
    public String first() {
        return begun.link(way.path(), Map.of("code", "1"));
    }

    /**
     * The next code, or the end of them.
     *
     * @return a path with its query; never null
     */
    public String next() {
        return begun.link(way.path(), Map.of("code", Long.toString(number + 1)));
    }

    /**
     * The code that is typed.
     *
     * @return a path with its query; never null
     */
    public String typed() {
        return begun.link(way.path() + "/phone-code", Map.of());
    }

    /**
     * Where a script asks whether it is over.
     *
     * @return a path with its query; never null
     */
    public String whetherOver() {
        return begun.link(way.path() + "/state", Map.of());
    }

    /**
     * The first of some codes for the right phone, after a wrong one came.
     *
     * @return a path with its query; never null
     */
    public String anew() {
        return begun.linkAnew(way.path());
    }
}
