package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import java.util.List;

/** What the dispatcher does, for tests of other packages. */
public final class DispatchFixtures {

    private DispatchFixtures() {}

    /** What erases the states of subscribers. */
    public static Erasable erasable(Subscriber... subscribers) {
        return new Subscribers(List.of(subscribers), List.of(), List.of());
    }

    public static void reload(KeptState<?> state) {
        state.reload();
    }

    public static void save(KeptState<?> state, Sql sql) {
        state.save(sql);
    }
}
