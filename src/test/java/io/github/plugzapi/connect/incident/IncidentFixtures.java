package io.github.plugzapi.connect.incident;

import io.github.plugzapi.connect.connection.Connections;
import io.github.plugzapi.connect.journal.Journal;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Beans;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.util.List;
import java.util.Map;

/** Flapping and outages for tests of other packages. */
public final class IncidentFixtures {

    private IncidentFixtures() {}

    public static NoticeIncidents incidents(
            Store store,
            Journal journal,
            Leadership leadership,
            Connections connections,
            MovableClock clock,
            InDoubt... doubts) {
        return new NoticeIncidents(
                store,
                journal,
                leadership,
                connections,
                Beans.instances(List.of(doubts)),
                clock,
                new ManualTicker(clock),
                Configuration.of(FlappingConfig.class, Map.of()),
                Configuration.of(OutageConfig.class, Map.of()));
    }
}
