package io.github.plugzapi.connect.connection;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.store.Store;
import java.time.Clock;

/** The current state of instances for tests of other packages. */
public final class ConnectionFixtures {

    private ConnectionFixtures() {}

    public static Connections connections(Instances instances, Store store, Journal journal, Clock clock) {
        return new Connections(instances, store, journal, clock);
    }

    /** Tells what a journal would keep of the events of one instance. */
    public static final class Keeping {

        private Known known;

        public Keeping(String instance) {
            known = Known.nothing(instance);
        }

        /** The event as it is kept; null where it is not. */
        public ConnectionEvent keep(ConnectionEvent event) {
            Known.Step step = known.after(event);
            known = step.next();
            return step.news();
        }
    }
}
