package io.github.plugzapi.connect.journal;

import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Beans;
import java.util.List;

/** The journal for tests of other packages. */
public final class JournalFixtures {

    private JournalFixtures() {}

    public static Tail tail(Store store) {
        return new Tail(store);
    }

    public static void start(Tail tail) {
        tail.start(new Store.Opened());
    }

    public static void stop(Tail tail) throws InterruptedException {
        tail.stop(new Store.Closing());
    }

    public static Journal journal(Store store, Tail tail, List<AppendFilter> filters) {
        return new Journal(store, tail, Beans.instances(filters));
    }

    public static EventErasure erasure(Store store, Tail tail) {
        return new EventErasure(store, tail);
    }
}
