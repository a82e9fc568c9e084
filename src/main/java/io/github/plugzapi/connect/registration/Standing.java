package io.github.plugzapi.connect.registration;

import io.github.plugzapi.connect.gateway.Webhook;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * How the registration of an instance stands with PlugZapi, as far as this process knows.
 *
 * <p>Every process registers, so each knows what PlugZapi answered it. Whom PlugZapi calls is asked by the one that leads alone.
 * When that finds that somebody else has taken our place, or that PlugZapi refuses to call us and goes on so for some minutes,
 * it keeps that for all processes; another process learns from that, and nothing sooner. So, of a process that does not lead,
 * a webhook that is registered is one that was registered by it, and may have been taken since: that is in {@link #lost()}.
 *
 * @param webhooks each webhook, as it stands in this process; empty where nothing is registered: {@code WEBHOOK_PUBLIC_URL} is
 *     not set, or the instance is not known; never null
 * @param lost what all processes know of its loss; null where PlugZapi calls us, as far as is known
 */
public record Standing(List<OfWebhook> webhooks, Lost lost) {

    /** Nothing is registered. */
    public static final Standing NONE = new Standing(List.of(), null);

    /** The states of a registration, as the metric names them, from the best to the worst. */
    public enum State {
        /** PlugZapi said yes. */
        REGISTERED,

        /** It is being tried, or soon. */
        PENDING,

        /** PlugZapi could not be reached, or could not answer; or it calls somebody else, and is left to. */
        FAILING,

        /** PlugZapi said no. */
        REFUSED
    }

    /**
     * How one webhook stands in this process.
     *
     * @param webhook which; never null
     * @param state its state; never null
     * @param since when it came into that state, in UTC; never null
     * @param reason why it is not registered, without secrets; null where it is, and where nothing was tried yet
     * @param remark what else there is to say of it, without secrets; null for nothing
     * @param takenBy whom PlugZapi called instead of us, such as {@code https://other.example/…}, or {@code nobody}; null as long
     *     as that is not known, or was mended at once
     * @param takenSince since when that is so, in UTC; null as long as {@code takenBy} is
     */
    public record OfWebhook(
            Webhook webhook,
            State state,
            Instant since,
            String reason,
            String remark,
            String takenBy,
            Instant takenSince) {}

    /**
     * That PlugZapi does not call us.
     *
     * @param since since when, in UTC; never null
     * @param takenBy whom it calls instead of us; null where it refuses to call us
     * @param reason how that is known, in PlugZapi's words or ours, without secrets; null where it was erased
     */
    public record Lost(Instant since, String takenBy, String reason) {}

    /**
     * How the registration stands as a whole.
     *
     * @return the state of the webhook that stands worst; null where nothing is registered
     */
    public State state() {
        State worst = webhooks.stream()
                .map(OfWebhook::state)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return worst == State.REGISTERED && lost != null ? State.FAILING : worst;
    }

    /**
     * Whom PlugZapi calls instead of us.
     *
     * @return such as {@code https://other.example/…}; null where it calls us, or nobody, as far as is known
     */
    public String takenBy() {
        return lost == null
                ? webhooks.stream()
                        .map(OfWebhook::takenBy)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : lost.takenBy();
    }

    /**
     * Why it does not stand well.
     *
     * @return in PlugZapi's words or ours, without secrets; null where there is nothing to say
     */
    public String reason() {
        return webhooks.stream()
                .map(OfWebhook::reason)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(lost == null ? null : lost.reason());
    }

    /**
     * Since when it does not stand well.
     *
     * @return the moment, in UTC; null where it stands well, as far as is known
     */
    public Instant troubleSince() {
        if (lost != null) {
            return lost.since();
        }
        return webhooks.stream()
                .map(webhook -> webhook.takenSince() == null && webhook.state().compareTo(State.FAILING) >= 0
                        ? webhook.since()
                        : webhook.takenSince())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * Whether somebody should look at it.
     *
     * @return whether PlugZapi does not call us; not as long as that is being tried, nor where nothing is registered
     */
    public boolean isTrouble() {
        State state = state();
        return state == State.FAILING || state == State.REFUSED || takenBy() != null;
    }

    /**
     * Whether PlugZapi tells us of the instance's changes, as far as is known.
     *
     * @return false also as long as it is being tried
     */
    public boolean isWell() {
        return lost == null
                && !webhooks.isEmpty()
                && webhooks.stream()
                        .allMatch(webhook -> webhook.state() == State.REGISTERED && webhook.takenSince() == null);
    }
}
