package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.gateway.Linking;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.schedule.Backoff;
import io.github.plugzapi.connect.schedule.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a person needs in order to bring a number back, whether it is asked for by the API, by the console or by whoever has a
 * link. Nothing here fails or blocks: what came of it is an {@link Outcome}. How often PlugZapi is asked is bounded for each
 * instance and each process.
 */
@Singleton
public class Reconnection {

    /**
     * For so long whoever asks is given the same QR code. WhatsApp takes one for 20 seconds, and a newer one may make an older
     * one useless, which somebody else is looking at.
     */
    static final Duration SAME_CODE = Duration.ofSeconds(10);

    /** The same of what PlugZapi says instead. */
    static final Duration SAME_ANSWER = Duration.ofSeconds(5);

    /** Of so many instances there is a QR code in memory. */
    private static final int MAX_CODES = 100;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** How often PlugZapi is asked for something in a minute, at most. */
    private enum Call {
        QR_CODE(12),
        QUEUE(12),

        /** Each shows a notification on the phone of whom it is asked for. */
        PHONE_CODE(3),
        RESTART(3),
        RESTORE_SESSION(3);

        private final int aMinute;

        Call(int aMinute) {
            this.aMinute = aMinute;
        }
    }

    private final Gateway gateway;
    private final Clock clock;
    private final Ticker ticker;

    /** By instance, the oldest first. */
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /** The questions for a QR code, by instance. */
    private final Map<String, Question> underWay = new HashMap<>();

    /** When PlugZapi was asked in the last minute, as the ticker goes, the oldest first. */
    private final Map<Asked, Deque<Duration>> asked = new HashMap<>();

    private record Asked(Call call, String instance) {}

    /**
     * What PlugZapi said when it was asked for a QR code.
     *
     * @param until for how long that is good for others who ask, as the ticker goes
     */
    private record Kept(Outcome<byte[]> outcome, Duration until) {}

    /** One question, however many want to know. */
    private static final class Question {

        private Uni<Kept> answer;
    }

    Reconnection(Gateway gateway, Instances instances, Clock clock, Ticker ticker) {
        this.gateway = gateway;
        this.clock = clock;
        this.ticker = ticker;
        instances.onGone(instance -> {
            synchronized (this) {
                forget(instance.id());
                asked.keySet().removeIf(each -> each.instance().equals(instance.id()));
            }
        });
    }

    /**
     * The QR code that links a phone with an instance. Whoever asks within some seconds is given the same one. A page that asks
     * again and again by itself stops after three that nobody has read, and waits until somebody wants another.
     *
     * @param instance one that there is; never null
     * @return completes with a PNG image, which nobody changes, or why there is none; it does not fail
     */
    public Uni<Outcome<byte[]>> qrCode(Instance instance) {
        return Uni.createFrom().deferred(() -> qrCodeNow(instance));
    }

    private synchronized Uni<Outcome<byte[]>> qrCodeNow(Instance instance) {
        dropOld();
        Kept there = kept.get(instance.id());
        if (there != null) {
            return Uni.createFrom().item(handOut(there));
        }
        Question question = underWay.get(instance.id());
        if (question == null) {
            Duration wait = take(Call.QR_CODE, instance);
            if (!wait.isZero()) {
                return Uni.createFrom().item(tooOften(wait));
            }
            question = question(instance);
        }
        return question.answer.map(this::handOut);
    }

    private Question question(Instance instance) {
        Question question = new Question();
        underWay.put(instance.id(), question);
        question.answer = gateway.qrCode(instance)
                .map(code -> linking(code, SAME_CODE))
                .onFailure(GatewayFailure.class)
                .recoverWithItem(this::failed)
                .map(outcome -> new Kept(outcome, ticker.elapsed().plus(atMostAMinute(outcome.againAfter()))))
                .invoke(answer -> keep(instance, question, answer))
                .onTermination()
                .invoke(() -> end(instance, question))
                // Whoever does not wait any more takes nothing from the others.
                .memoize()
                .indefinitely();
        return question;
    }

    /** Whoever mends what the gateway complains of need not wait for longer. */
    private static Duration atMostAMinute(Duration pause) {
        return pause.compareTo(MINUTE) < 0 ? pause : MINUTE;
    }

    private synchronized void keep(Instance instance, Question question, Kept answer) {
        // What was asked before the instance was restarted is out of date.
        if (underWay.get(instance.id()) == question) {
            kept.put(instance.id(), answer);
        }
    }

    private synchronized void end(Instance instance, Question question) {
        underWay.remove(instance.id(), question);
    }

    private Outcome<byte[]> handOut(Kept answer) {
        Duration left = answer.until().minus(ticker.elapsed());
        return answer.outcome().with(left.isNegative() ? Duration.ZERO : left);
    }

    private void dropOld() {
        Duration now = ticker.elapsed();
        kept.values().removeIf(each -> each.until().compareTo(now) <= 0);
        Iterator<Kept> oldest = kept.values().iterator();
        while (kept.size() > MAX_CODES) {
            oldest.next();
            oldest.remove();
        }
    }

    private void forget(String instance) {
        kept.remove(instance);
        underWay.remove(instance);
    }

    /**
     * The code that is typed into WhatsApp instead of reading a QR code.
     *
     * @param instance one that there is; never null
     * @param phone the number that is to be linked, as people write it; may be null
     * @return completes with the code, 4 to 16 letters, digits and dashes, or why there is none; it does not fail
     */
    public Uni<Outcome<String>> phoneCode(Instance instance, String phone) {
        Phone number = Phone.parse(phone);
        return number.isKnown()
                ? call(Call.PHONE_CODE, instance, () -> gateway.phoneCode(instance, number.digits())
                        .map(code -> linking(code, Duration.ZERO)))
                : Uni.createFrom().item(() -> outcome(Outcome.State.NO_PHONE, null, Duration.ZERO, null));
    }

    /**
     * How many messages wait to be sent. They all go out as soon as the number connects, which a person wants to know before.
     *
     * @param instance one that there is; never null
     * @return completes with how many, or {@link Outcome.State#NONE} where PlugZapi does not say it; it does not fail
     */
    public Uni<Outcome<Long>> queue(Instance instance) {
        return call(Call.QUEUE, instance, () -> gateway.queue(instance)
                .map(count -> count.isPresent()
                        ? outcome(Outcome.State.DONE, count.getAsLong(), Duration.ZERO, null)
                        : outcome(Outcome.State.NONE, null, SAME_ANSWER, null)));
    }

    /**
     * Has the instance started anew. Its QR code need not be read again where it was linked.
     *
     * @param instance one that there is; never null
     * @return completes with what came of it; it does not fail
     */
    public Uni<Outcome<Void>> restart(Instance instance) {
        return change(Call.RESTART, instance, gateway::restart);
    }

    /**
     * Has PlugZapi restore the session. The attempts that are made by themselves ({@code RECONCILIATION_RESTORE}) are others, and
     * go on.
     *
     * @param instance one that there is; never null
     * @return completes with what came of it; it does not fail
     */
    public Uni<Outcome<Void>> restoreSession(Instance instance) {
        return change(Call.RESTORE_SESSION, instance, gateway::restoreSession);
    }

    /** After that there is another QR code, or none. */
    private Uni<Outcome<Void>> change(Call call, Instance instance, Function<Instance, Uni<Void>> change) {
        return call(call, instance, () -> change.apply(instance)
                .onTermination()
                .invoke(() -> {
                    synchronized (this) {
                        forget(instance.id());
                    }
                })
                .map(yes -> outcome(Outcome.State.DONE, null, Duration.ZERO, null)));
    }

    private <T> Uni<Outcome<T>> call(Call call, Instance instance, Supplier<Uni<Outcome<T>>> asking) {
        return Uni.createFrom().deferred(() -> {
            Duration wait = take(call, instance);
            return wait.isZero()
                    ? asking.get().onFailure(GatewayFailure.class).recoverWithItem(this::failed)
                    : Uni.createFrom().item(tooOften(wait));
        });
    }

    /** Takes one of the times that PlugZapi may be asked; how long to wait where there is none left, else zero. */
    private synchronized Duration take(Call call, Instance instance) {
        Duration now = ticker.elapsed();
        Deque<Duration> times = asked.computeIfAbsent(new Asked(call, instance.id()), none -> new ArrayDeque<>());
        while (!times.isEmpty() && times.peek().plus(MINUTE).compareTo(now) <= 0) {
            times.remove();
        }
        if (times.size() >= call.aMinute) {
            return times.peek().plus(MINUTE).minus(now);
        }
        times.add(now);
        return Duration.ZERO;
    }

    private <T> Outcome<T> linking(Linking<T> answer, Duration sameFor) {
        return switch (answer.state()) {
            case GIVEN -> outcome(Outcome.State.DONE, answer.code(), sameFor, null);
            case CONNECTED -> outcome(Outcome.State.CONNECTED, null, SAME_ANSWER, null);
            case RESTORABLE -> outcome(Outcome.State.RESTORABLE, null, SAME_ANSWER, null);
            case NONE_YET -> outcome(Outcome.State.NONE, null, SAME_ANSWER, null);
        };
    }

    private <T> Outcome<T> failed(Throwable thrown) {
        GatewayFailure failure = (GatewayFailure) thrown;
        Outcome.State state = failure.isRefused() ? Outcome.State.REFUSED : Outcome.State.UNANSWERED;
        return outcome(
                failure.isUnknownCall() ? Outcome.State.UNKNOWN_CALL : state,
                null,
                Backoff.atLeast(SAME_ANSWER, failure.retryAfter()),
                failure.getMessage());
    }

    private <T> Outcome<T> tooOften(Duration wait) {
        return outcome(Outcome.State.TOO_OFTEN, null, wait, null);
    }

    private <T> Outcome<T> outcome(Outcome.State state, T value, Duration againAfter, String said) {
        return new Outcome<>(state, value, clock.instant(), againAfter, said);
    }
}
