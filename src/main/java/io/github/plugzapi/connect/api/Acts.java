package io.github.plugzapi.connect.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Supplier;

/** What people do here, and what came of it. */
@Singleton
class Acts {

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    Acts(SecurityIdentity identity, CurrentVertxRequest request) {
        this.identity = identity;
        this.request = request;
    }

    /** Whoever acts in this request. */
    String person() {
        return identity.getPrincipal().getName();
    }

    /** From where. */
    String address() {
        return request.getCurrent().request().remoteAddress().hostAddress();
    }

    /**
     * Notes that somebody did something.
     *
     * @param action what, in a word or two; never null
     * @param instance PlugZapi's id of the instance that it was about; null where it was about none
     * @param about what else it was about; null where there is nothing to say
     * @param outcome what came of it, in words; never null
     */
    void note(String action, String instance, String about, String outcome) {}

    /** Does something and notes it, whatever comes of it. */
    <T> T noted(String action, String instance, String about, Supplier<T> work, Function<T, String> outcome) {
        T done;
        try {
            done = work.get();
        } catch (RuntimeException e) {
            note(action, instance, about, "failed: " + e.getMessage());
            throw e;
        }
        note(action, instance, about, outcome.apply(done));
        return done;
    }
}
