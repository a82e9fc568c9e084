package io.github.plugzapi.connect.audit;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Supplier;

/** What people do here, and what came of it: each act is one entry of the {@link Audit}. */
@Singleton
public class Acts {

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;
    private final Audit audit;

    Acts(SecurityIdentity identity, CurrentVertxRequest request, Audit audit) {
        this.identity = identity;
        this.request = request;
        this.audit = audit;
    }

    /**
     * Whoever acts in this request.
     *
     * @return the name; never null
     */
    public String person() {
        return identity.getPrincipal().getName();
    }

    private Act begin(Action action, String instance, String about) {
        return new Act(person(), request.getCurrent().request().remoteAddress().hostAddress(), action, instance, about);
    }

    private record Act(String person, String address, Action action, String instance, String about) {

        private Audit.Note note(String outcome) {
            return new Audit.Note(person, address, action, instance, about, outcome);
        }
    }

    /**
     * Does something and notes it, whatever comes of it.
     *
     * @param <T> what comes of it
     * @param action what; never null
     * @param instance PlugZapi's id of the instance that it is about; null where it is about none
     * @param about what else it is about; null where there is nothing to say
     * @param work does it; never null
     * @param outcome says in words what came of it; never null
     * @return what the work gave
     */
    public <T> T noted(
            Action action, String instance, String about, Supplier<T> work, Function<? super T, String> outcome) {
        Act act = begin(action, instance, about);
        T done;
        try {
            done = work.get();
        } catch (RuntimeException e) {
            audit.note(act.note("failed: " + e.getMessage()));
            throw e;
        }
        audit.note(act.note(outcome.apply(done)));
        return done;
    }

    /**
     * The same of what takes its time.
     *
     * @param <T> what comes of it
     * @param action what; never null
     * @param instance PlugZapi's id of the instance that it is about; null where it is about none
     * @param about what else it is about; null where there is nothing to say
     * @param work does it, also if nobody waits for the end of it; never null
     * @param outcome says in words what came of it; never null
     * @return the same, noted when it is done; never null
     */
    public <T> Uni<T> noted(
            Action action, String instance, String about, Uni<T> work, Function<? super T, String> outcome) {
        Act act = begin(action, instance, about);
        Uni<T> noted = work.onItem()
                .invoke(done -> audit.note(act.note(outcome.apply(done))))
                .onFailure()
                .invoke(failure -> audit.note(act.note("failed: " + failure.getMessage())))
                .memoize()
                .indefinitely();
        // Whoever hangs up has done it all the same.
        noted.subscribe().with(done -> {}, failure -> {});
        return noted;
    }
}
