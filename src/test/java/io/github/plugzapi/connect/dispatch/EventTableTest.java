package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.EventSamples;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.Appended;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events of every kind that there is, as they are kept. */
@ParameterizedClass
@EnumSource
class EventTableTest {

    @Parameter
    Database.Kind database;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void anEventComesBackAsItWasAppendedWithItsJson(Kind kind) throws Exception {
        List<ConnectionEvent> events = EventSamples.of(kind);

        try (Replica replica = Replica.on(database.fresh(folder)).open()) {
            for (ConnectionEvent event : events) {
                assertThat(replica.append(event).join()).as("%s", event).isEqualTo(Appended.NEW);
            }

            List<JournalEntry> entries = replica.journal.after(0, events.size() + 1);
            assertThat(entries).extracting(JournalEntry::event).isEqualTo(events);
            assertThat(entries)
                    .extracting(JournalEntry::json)
                    .isEqualTo(events.stream().map(EventJson::write).toList());
        }
    }

    @Test
    void whatIsQueriedStandsInColumnsToo() throws Exception {
        Database fresh = database.fresh(folder);
        ConnectionEvent event = EventSamples.of(Kind.OUTAGE_STARTED).get(0);

        try (Replica replica = Replica.on(fresh).open()) {
            replica.keep(event);

            assertThat(fresh.column("SELECT id || ' ' || instance || ' ' || kind || ' ' || moment || ' ' || received_at"
                            + " || ' ' || source || ' ' || distinction FROM event"))
                    .containsExactly(Stream.of(
                                    event.id(),
                                    event.instance(),
                                    event.kind(),
                                    event.moment().toEpochMilli(),
                                    event.receivedAt().toEpochMilli(),
                                    event.source().label(),
                                    event.distinction())
                            .map(Object::toString)
                            .reduce((one, other) -> one + " " + other)
                            .get());
        }
    }
}
