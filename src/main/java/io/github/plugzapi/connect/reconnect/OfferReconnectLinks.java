package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.alert.ConsoleConfig;
import io.github.plugzapi.connect.audit.Action;
import io.github.plugzapi.connect.audit.Acts;
import io.github.plugzapi.connect.reconnect.ReconnectLinks.Made;
import io.github.plugzapi.connect.store.StoreUnavailable;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** What somebody who signed in does with the links to reconnect an instance: it is noted who did it. */
@Singleton
public class OfferReconnectLinks {

    private final ReconnectLinks links;
    private final ConsoleConfig console;
    private final Acts acts;

    OfferReconnectLinks(ReconnectLinks links, ConsoleConfig console, Acts acts) {
        this.links = links;
        this.console = console;
        this.acts = acts;
    }

    /**
     * A link that can be sent to whoever holds the phone.
     *
     * @param url the whole of it; a secret; never null
     * @param expiresAt until when it lives at most, in UTC; never null
     */
    public record Offer(String url, Instant expiresAt) {

        /** Without the URL. */
        @Override
        public String toString() {
            return "a link until " + expiresAt;
        }
    }

    /**
     * Makes a link; the one before ends. Not for the event loop.
     *
     * @param instance PlugZapi's id of an instance that is known; never null
     * @return the link; empty where nobody said where people reach the console, so that none was made
     * @throws StoreUnavailable if it cannot be kept now
     */
    public Optional<Offer> make(String instance) {
        return console.url().filter(base -> !base.isBlank()).map(base -> {
            Made made = acts.noted(
                    Action.RECONNECT_LINK,
                    instance,
                    null,
                    () -> links.make(instance, acts.person()),
                    link -> "until " + link.expiresAt());
            return new Offer(made.url(base), made.expiresAt());
        });
    }

    /**
     * Ends the link of an instance. Not for the event loop.
     *
     * @param instance PlugZapi's id of it; never null
     * @return whether there was one that lived
     * @throws StoreUnavailable if that cannot be kept now
     */
    public boolean revoke(String instance) {
        return acts.noted(
                Action.REVOKE_RECONNECT_LINK,
                instance,
                null,
                () -> links.revoke(instance),
                was -> was ? "done" : "there was none");
    }
}
