package io.github.plugzapi.connect.delivery;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;

/** What sinks have in common in one process, put together as CDI does it, over a journal whose events the test hands on. */
public final class RunningSinks implements AutoCloseable {

    public final MovableClock clock = new MovableClock();
    public final ManualTicker ticker = new ManualTicker(clock, () -> 0);
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    public final RunningJournal journal;
    public final Passages passages;
    public final AttemptLog attempts;
    final Superseded superseded;
    final PausedSinks paused;

    public RunningSinks(Database database) throws SQLException {
        journal = new RunningJournal(database);
        Store store = journal.store();
        superseded = new Superseded(store, clock, ticker);
        paused = new PausedSinks(store, clock);
        passages = new Passages(paused, journal.places(), superseded, ticker, registry);
        attempts = new AttemptLog(store, clock, ticker);
    }

    public static JournalEntry entry(long seq, ConnectionEvent event) {
        return new JournalEntry(seq, event.instance(), event, EventJson.write(event));
    }

    public double deliveries(String sink, String outcome) {
        return registry.get("deliveries")
                .tag("sink", sink)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** What other processes have kept is known, and what this one noted is kept. */
    public void look() {
        passages.look();
        attempts.keep();
    }

    @Override
    public void close() {
        journal.close();
    }
}
