package io.github.plugzapi.connect.dev;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instance of the stand-in: what PlugZapi would know of it, answer when it is asked for it, and call when it changes. Time
 * passes for it when it is told so, a second each time.
 */
final class StandInInstance {

    static final String CONNECTED = "connected";
    static final String DISCONNECTED = "disconnected";

    /** Where the other service is called. It is never called. */
    private static final String URL_OF_ANOTHER = "https://atendimento.example.com/webhooks/whatsapp";

    private static final Duration ANOTHER_TAKES_IT_AFTER = Duration.ofSeconds(10);

    /** For so long somebody looks for a phone. */
    private static final Duration LINKED_AFTER = Duration.ofSeconds(8);

    private static final Duration RESTORED_AFTER = Duration.ofSeconds(5);
    private static final Duration RESTARTED_AFTER = Duration.ofSeconds(2);

    /** Afterwards it goes out again, so that it can be tried once more. */
    private static final Duration MENDED_FOR = Duration.ofMinutes(4);

    /** So often it has come and gone when the stand-in starts. */
    private static final int FLAPS_OF_BEFORE = 5;

    private static final Duration QR_CODE_CHANGES_EVERY = Duration.ofSeconds(20);
    private static final Duration A_MESSAGE_EVERY = Duration.ofMinutes(20);
    private static final long MOST_MESSAGES = 1000;

    private final String id;
    private final String name;
    private final String phone;
    private final Part part;
    private final Duration up;
    private final Duration down;
    private final int outages;
    private final Clock clock;

    /** Where to call, as was registered last, by webhook. */
    private final Map<String, String> urls = new HashMap<>();

    private boolean connected;
    private Instant since;
    private boolean begun;

    /** What comes next, and in how many seconds; 0: nothing does by itself. */
    private boolean connectsNext;

    private long next;

    /** In how many seconds another service takes the webhooks; 0: it has them, or does not want them. */
    private long untilTaken;

    private boolean taken;

    /**
     * What PlugZapi calls.
     *
     * @param url where
     * @param token what it sends along
     * @param body the callback
     */
    record Call(String url, String token, JsonObject body) {}

    /**
     * A new one, as it is when the stand-in starts.
     *
     * @param up how long it is connected before it breaks; zero: for ever
     * @param down how long it is disconnected before it heals; zero: until somebody does what it wants
     * @param outages how often it was out in the last month
     */
    StandInInstance(
            String id, String name, String phone, Part part, Duration up, Duration down, int outages, Clock clock) {
        this.id = id;
        this.name = name;
        this.phone = phone;
        this.part = part;
        this.up = up;
        this.down = down;
        this.outages = outages;
        this.clock = clock;
        Duration outFor =
                switch (part) {
                    case IS_OUT -> Duration.ofHours(18);
                    case WANTS_A_PHONE -> Duration.ofHours(2);
                    case WANTS_ITS_SESSION -> Duration.ofMinutes(25);
                    default -> Duration.ZERO;
                };
        this.connected = outFor.isZero();
        this.since = clock.instant().minus(outFor);
        if (connected) {
            // Whoever looks on for the first time does not wait for long.
            plan(false, up.dividedBy(4));
        }
    }

    String id() {
        return id;
    }

    /** A secret, were this not dev mode. */
    String token() {
        return "token-of-" + id;
    }

    boolean isAnswered() {
        return part != Part.IS_NOT_ANSWERED;
    }

    private void plan(boolean connects, Duration after) {
        connectsNext = connects;
        next = after.toSeconds();
    }

    /** Somebody registers a URL for a webhook, or none. */
    synchronized void register(String webhook, String url) {
        urls.put(webhook, url == null ? "" : url);
        taken = false;
        untilTaken = part == Part.IS_TAKEN ? ANOTHER_TAKES_IT_AFTER.toSeconds() : 0;
    }

    /** Whether it was told how it is and was before. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /** It was told. */
    synchronized void begun() {
        begun = true;
    }

    /** Whether somebody wants to hear that, and has not yet. */
    synchronized boolean isToBegin() {
        return !begun && !url(CONNECTED).isEmpty() && !url(DISCONNECTED).isEmpty();
    }

    /**
     * How it is, and was before.
     *
     * @param known how it is, as far as that is known from another run: then it says at most that this has changed
     * @return what PlugZapi calls, the oldest first
     */
    synchronized List<Call> beginning(Status known) {
        List<Call> calls = new ArrayList<>();
        if (known == Status.UNKNOWN) {
            past().changes().forEach((moment, was) -> call(was, moment).ifPresent(calls::add));
        } else if (connected != (known == Status.CONNECTED)) {
            call(connected, clock.instant()).ifPresent(calls::add);
        }
        return calls;
    }

    private Past past() {
        Instant now = clock.instant();
        Past past = new Past(id.hashCode(), outages, now);
        if (flaps()) {
            Duration round = up.plus(down);
            for (int times = FLAPS_OF_BEFORE; times > 0; times--) {
                past.out(now.minus(round.multipliedBy(times)), down);
            }
        }
        return connected ? past : past.outSince(since);
    }

    private boolean flaps() {
        return part == Part.COMES_AND_GOES && up.compareTo(Duration.ofMinutes(1)) < 0;
    }

    /** A second has passed. Returns what PlugZapi calls because of that. */
    synchronized Optional<Call> tick() {
        if (untilTaken > 0 && --untilTaken == 0) {
            taken = true;
        }
        return next > 0 && --next == 0 ? become(connectsNext) : Optional.empty();
    }

    private Optional<Call> become(boolean connects) {
        Instant now = clock.instant();
        if (connected != connects) {
            connected = connects;
            since = now;
        }
        boolean mended = part == Part.WANTS_A_PHONE || part == Part.WANTS_ITS_SESSION;
        plan(!connected, connected ? mended ? MENDED_FOR : up : down);
        return part == Part.COMES_AND_GOES_UNTOLD ? Optional.empty() : call(connected, now);
    }

    private Optional<Call> call(boolean connects, Instant moment) {
        String url = taken ? "" : url(connects ? CONNECTED : DISCONNECTED);
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Call(url, token(), connects ? connectedCallback(moment) : disconnectedCallback(moment)));
    }

    private String url(String webhook) {
        return urls.getOrDefault(webhook, "");
    }

    private JsonObject connectedCallback(Instant moment) {
        return new JsonObject()
                .put("type", "ConnectedCallback")
                .put("connected", true)
                .put("momment", moment.toEpochMilli())
                .put("instanceId", id)
                .put("phone", phone)
                .put("isBusiness", true);
    }

    /** In seconds, as PlugZapi writes it here and not there. */
    private JsonObject disconnectedCallback(Instant moment) {
        return new JsonObject()
                .put("momment", moment.getEpochSecond())
                .put("error", "Device has been disconnected")
                .put("disconnected", true)
                .put("type", "DisconnectedCallback")
                .put("instanceId", id);
    }

    /** What PlugZapi answers to {@code me}, and in much the same form in the list of the account. */
    synchronized JsonObject me() {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        Duration paidFor = part == Part.IS_PAID_FOR_DAYS ? Duration.ofHours(60) : Duration.ofDays(200);
        JsonObject me = new JsonObject()
                .put("id", id)
                .put("token", token())
                .put("name", name)
                .put("due", today.plus(paidFor).toEpochMilli())
                .put("paymentStatus", "PAID")
                .put("created", today.minus(Duration.ofDays(400)).toEpochMilli())
                .put("connectedCallbackUrl", taken ? URL_OF_ANOTHER : urls.get(CONNECTED))
                .put("disconnectedCallbackUrl", taken ? URL_OF_ANOTHER : urls.get(DISCONNECTED));
        // Of one that is broken nobody can say it; and what was not told yet is not to be learnt by asking.
        return isAnswered() && begun
                ? me.put("connected", connected)
                        .put("phoneConnected", connected)
                        .put("whatsappConnected", connected)
                : me;
    }

    synchronized JsonObject status() {
        return new JsonObject()
                .put("connected", connected)
                .put("session", connected)
                .put("smartphoneConnected", connected)
                .put("error", connected ? "You are already connected." : whatItWants());
    }

    private String whatItWants() {
        return part == Part.WANTS_ITS_SESSION ? "You need to restore the session." : "You are not connected.";
    }

    /** Another one every 20 seconds, as WhatsApp wants it. */
    synchronized JsonObject qrCode() {
        long turn = clock.instant().getEpochSecond() / QR_CODE_CHANGES_EVERY.toSeconds();
        byte[] image = QrCodeLike.png(31L * id.hashCode() + turn);
        return linking("value", "data:image/png;base64," + Base64.getEncoder().encodeToString(image));
    }

    synchronized JsonObject phoneCode() {
        return linking("code", "PLUG2026");
    }

    private JsonObject linking(String field, String code) {
        if (connected) {
            return new JsonObject().put("connected", true);
        }
        if (part == Part.WANTS_ITS_SESSION) {
            return new JsonObject().put("error", whatItWants());
        }
        if (part == Part.WANTS_A_PHONE) {
            connectsIn(LINKED_AFTER);
        }
        return new JsonObject().put(field, code);
    }

    synchronized JsonObject restart() {
        // What was linked is linked again; what was not, is not.
        if (connected || isHealing()) {
            connectsIn(RESTARTED_AFTER);
        }
        return yes();
    }

    synchronized JsonObject restoreSession() {
        if (!connected && (part == Part.WANTS_ITS_SESSION || isHealing())) {
            connectsIn(RESTORED_AFTER);
        }
        return yes();
    }

    private boolean isHealing() {
        return !connected && !down.isZero();
    }

    private void connectsIn(Duration pause) {
        // Whoever asks again does not make it wait for longer.
        if (!connectsNext || next == 0 || next > pause.toSeconds()) {
            plan(true, pause);
        }
    }

    /** How many messages wait to be sent. */
    synchronized JsonObject queue() {
        long waiting = Duration.between(since, clock.instant()).dividedBy(A_MESSAGE_EVERY) + 1;
        return new JsonObject().put("count", connected ? 0 : Math.min(MOST_MESSAGES, waiting));
    }

    private static JsonObject yes() {
        return new JsonObject().put("value", true);
    }

    /** The name and the id. */
    @Override
    public String toString() {
        return name + " (" + id + ")";
    }
}
