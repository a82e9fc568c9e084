package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.store.Sql;

/** What the dispatcher does, for tests of other packages. */
public final class DispatchFixtures {

    private DispatchFixtures() {}

    public static void reload(KeptState<?> state) {
        state.reload();
    }

    public static void save(KeptState<?> state, Sql sql) {
        state.save(sql);
    }
}
