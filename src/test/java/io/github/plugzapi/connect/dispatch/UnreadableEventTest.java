package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.EventSamples;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a newer version keeps while replicas are replaced one by one, and this one cannot read. */
@ParameterizedClass
@EnumSource
class UnreadableEventTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final RecordingObserver observer = new RecordingObserver("observer");
    private Database database;
    private String unknown;

    @BeforeEach
    void makeDatabase() {
        database = kind.fresh(folder);
        // What was said of a kind is not said again.
        unknown = "number_banned_" + kind;
    }

    @Test
    void observersPassOverAnEventOfAnUnknownKindWithOneWarning() throws Exception {
        RecordingObserver other = new RecordingObserver("other");
        try (CapturedLog log = CapturedLog.start();
                Replica replica = Replica.on(database)
                        .clock(clock)
                        .observers(observer.observer(), other.observer())
                        .start()) {
            replica.keep(Events.connected("a", 1));
            insert(1, unknown, "{\"kind\":\"" + unknown + "\",\"phone\":\"5544999999999\"}");
            insert(2, unknown, "{}");
            replica.keep(Events.connected("a", 2), Events.connected("b", 3));

            for (RecordingObserver each : List.of(observer, other)) {
                await().untilAsserted(() -> assertThat(each.of("b")).containsExactly("3"));
                assertThat(each.of("a")).containsExactly("1", "2");
            }
            awaitAllHandedOn();
            assertThat(database.count("redelivery")).isZero();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains(unknown))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .doesNotContain("5544999999999");
        }
    }

    @Test
    void anEventThatLacksSomethingIsPassedOverAsIfItsKindWereNotKnown() throws Exception {
        Kind known = kind == Database.Kind.SQLITE ? Kind.OUTAGE_STARTED : Kind.OUTAGE_ENDED;
        String json = EventJson.write(EventSamples.of(known).get(0)).replace("\"since\"", "\"beginning\"");
        try (CapturedLog log = CapturedLog.start();
                Replica replica = Replica.on(database)
                        .clock(clock)
                        .observers(observer.observer())
                        .start()) {
            insert(1, known.word(), json);
            insert(2, known.word(), json);
            replica.keep(Events.connected("a", 1));

            await().untilAsserted(() -> assertThat(observer.of("a")).containsExactly("1"));
            awaitAllHandedOn();
            assertThat(replica.journal.after(0, 1)).containsExactly(new JournalEntry(1, "a", null, json));
            assertThat(log.text()).containsOnlyOnce("'" + known.word() + "'").contains("its 'since' is missing");
        }
    }

    @Test
    void anEventWithFieldsThatThisVersionDoesNotKnowIsHandedOnWithoutThem() throws Exception {
        String json = EventJson.write(EventSamples.of(Kind.DISCONNECTED).get(0));
        try (Replica replica =
                Replica.on(database).clock(clock).observers(observer.observer()).start()) {
            insert(1, "disconnected", json.replace("{", "{\"new\":{\"of\":[1]},"));

            replica.keep(Events.connected("b", 2));

            await().untilAsserted(() -> assertThat(observer.events()).contains(EventJson.read(json, "1")));
            assertThat(replica.journal.after(0, 1).get(0).json()).contains("new");
        }
    }

    @Test
    void aRedeliveryOfSuchAnEventHoldsUpNobody() throws Exception {
        RecordingObserver failing = new RecordingObserver("failing", event -> {
            throw new IllegalStateException("not now");
        });
        try (Replica replica =
                Replica.on(database).clock(clock).observers(failing.observer()).start()) {
            replica.keep(Events.connected("a", 1), Events.connected("a", 2));
            await().untilAsserted(() -> assertThat(database.count("redelivery")).isEqualTo(2));
        }
        // The newer version could read it, and failed on it.
        database.execute("UPDATE event SET kind = '" + unknown + "', data = '{}' WHERE seq = 1");
        RecordingObserver older = new RecordingObserver("failing");
        clock.forward(Duration.ofMinutes(1));
        try (Replica replica =
                Replica.on(database).clock(clock).observers(older.observer()).start()) {
            replica.keep(Events.connected("a", 3));

            await().untilAsserted(() -> {
                clock.forward(Duration.ofSeconds(1));
                assertThat(older.of("a")).containsExactly("2", "3");
            });
            // It waits for a version that can read it.
            await().untilAsserted(() ->
                    assertThat(database.column("SELECT seq FROM redelivery")).containsExactly("1"));
        }
    }

    @Test
    void itIsErasedWithTheNumberThatItHolds() throws Exception {
        try (Replica replica = Replica.on(database).clock(clock).open()) {
            insert(1, unknown, "{\"kind\":\"" + unknown + "\",\"was\":{\"number\":\"5544999999999\"}}");
            insert(2, unknown, "{\"kind\":\"" + unknown + "\",\"was\":{\"number\":\"5544999999998\"}}");
            insert(3, unknown, "not even JSON, of 5544999999999");

            assertThat(replica.erasure.phone(new Phone("554499999999"))).isEqualTo(2);

            assertThat(database.column("SELECT distinction FROM event")).containsExactly("2");
        }
    }

    private void insert(int number, String kindOfEvent, String json) {
        database.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, distinction, data)"
                + " VALUES ('" + number + "', 'a', '" + kindOfEvent + "', 0, 0, 'derived', '" + number + "', '" + json
                + "')");
    }

    private void awaitAllHandedOn() {
        await().untilAsserted(() -> assertThat(database.column("SELECT MIN(seq) FROM place"))
                .isEqualTo(database.column("SELECT MAX(seq) FROM event")));
    }
}
