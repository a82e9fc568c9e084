package io.github.plugzapi.connect.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.live.EventPages.Gap;
import io.github.plugzapi.connect.live.EventPages.Page;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class EventPagesTest {

    private static final EventFilter ALL = EventFilter.ALL;
    private static final EventFilter OF_A = new EventFilter("a", Set.of());

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private RunningJournal running;
    private EventPages pages;

    @BeforeEach
    void open() throws Exception {
        database = kind.fresh(folder);
        running = new RunningJournal(database);
        pages = new EventPages(running.store(), () -> Duration.ZERO);
    }

    @AfterEach
    void close() {
        running.close();
    }

    @Test
    void whoeverGoesOnSeesEachEventOnceTheOldestFirst() {
        insert(1, 25, "a", "b");

        Page first = pages.after(ALL, 0, 10);
        Page second = pages.after(ALL, first.next(), 10);
        Page third = pages.after(ALL, second.next(), 10);

        assertThat(first).isEqualTo(new Page(running.journal().after(0, 10), 10L, null));
        assertThat(seqs(second)).startsWith(11L).hasSize(10).endsWith(20L);
        assertThat(seqs(third)).containsExactly(21L, 22L, 23L, 24L, 25L);
        assertThat(pages.after(ALL, third.next(), 10)).isEqualTo(new Page(List.of(), 25L, null));
    }

    @Test
    void whoeverGoesBackSeesEachEventOnceTheNewestFirst() {
        insert(1, 25, "a", "b");

        Page first = pages.before(ALL, Long.MAX_VALUE, 10);
        Page second = pages.before(ALL, first.next(), 10);
        Page third = pages.before(ALL, second.next(), 10);

        assertThat(seqs(first)).startsWith(25L).hasSize(10).endsWith(16L);
        assertThat(seqs(second)).startsWith(15L).hasSize(10).endsWith(6L);
        assertThat(seqs(third)).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(third.next()).isNull();
    }

    @Test
    void anEmptyJournalHasEmptyPages() {
        assertThat(pages.after(ALL, 0, 10)).isEqualTo(new Page(List.of(), 0L, null));
        assertThat(pages.before(ALL, Long.MAX_VALUE, 10)).isEqualTo(new Page(List.of(), null, null));
    }

    @Test
    void theEventsOfAnInstanceOrOfSomeKindsAreFoundAmongTheOthers() {
        insert(1, 30, "a", "b", "c");
        running.keep(Events.concluded("a", 31), Events.disconnected("a", 32), Events.concluded("b", 33));

        assertThat(seqs(pages.after(OF_A, 20, 10))).containsExactly(22L, 25L, 28L, 31L, 32L);
        assertThat(seqs(pages.before(OF_A, 26, 3))).containsExactly(25L, 22L, 19L);
        assertThat(seqs(pages.after(new EventFilter(null, Set.of(Kind.OUTAGE_STARTED, Kind.DISCONNECTED)), 0, 10)))
                .containsExactly(31L, 32L, 33L);
        assertThat(seqs(pages.before(new EventFilter("a", Set.of(Kind.OUTAGE_STARTED)), Long.MAX_VALUE, 10)))
                .containsExactly(31L);
    }

    @Test
    void aPageWithoutEventsSaysHowFarItWasLookedAt() {
        insert(1, 30, "b");

        assertThat(pages.after(OF_A, 5, 10)).isEqualTo(new Page(List.of(), 30L, null));
        assertThat(pages.before(OF_A, 20, 10)).isEqualTo(new Page(List.of(), null, null));
    }

    /** What is not looked at for long holds up nobody else. */
    @Test
    void aPageEndsWhenItTakesLongAndTheNextGoesOnFromThere() {
        insert(1, 9_000, "b");
        insert(9_001, 9_001, "a");
        long[] millis = {0};
        EventPages slow = new EventPages(running.store(), () -> Duration.ofMillis(millis[0] += 30));

        List<Long> after = new ArrayList<>();
        int calls = 0;
        Page page = slow.after(OF_A, 0, 10);
        for (; page.next() < 9_001; page = slow.after(OF_A, page.next(), 10)) {
            assertThat(page.entries()).isEmpty();
            calls++;
        }
        after.addAll(seqs(page));
        assertThat(after).containsExactly(9_001L);
        assertThat(calls).isBetween(1, 4);

        calls = 0;
        for (page = slow.before(OF_A, 9_001, 10); page.next() != null; page = slow.before(OF_A, page.next(), 10)) {
            assertThat(page.entries()).isEmpty();
            calls++;
        }
        assertThat(calls).isBetween(1, 4);
    }

    @Test
    void eachEventOfAnInstanceIsFoundHoweverManyOthersAreInBetween() {
        insert(1, 5_000, "a", "b", "b", "b", "b", "b", "b");

        List<Long> after = new ArrayList<>();
        for (Page page = pages.after(OF_A, 0, 100);
                !page.entries().isEmpty();
                page = pages.after(OF_A, page.next(), 100)) {
            after.addAll(seqs(page));
        }
        List<Long> before = new ArrayList<>();
        for (Page page = pages.before(OF_A, Long.MAX_VALUE, 100); ; page = pages.before(OF_A, page.next(), 100)) {
            before.addAll(0, seqs(page).stream().sorted().toList());
            if (page.next() == null) {
                break;
            }
        }

        assertThat(after)
                .isEqualTo(database.column("SELECT seq FROM event WHERE instance = 'a' ORDER BY seq").stream()
                        .map(Long::valueOf)
                        .toList());
        assertThat(before).isEqualTo(after);
    }

    @Test
    void whatWasPurgedIsSaidAndNotPassedOver() {
        insert(1, 30, "a");
        database.execute("DELETE FROM event WHERE seq <= 20");

        assertThat(pages.after(ALL, 10, 2).gap()).isEqualTo(new Gap(10, 20));
        assertThat(pages.after(ALL, 10, 2).json()).endsWith("\"next\":22,\"gap\":{\"after\":10,\"next\":20}}");
        assertThat(pages.after(ALL, 19, 2).gap()).isEqualTo(new Gap(19, 20));
        assertThat(seqs(pages.after(ALL, 10, 2))).containsExactly(21L, 22L);
        // Of these nothing is missing.
        assertThat(pages.after(ALL, 20, 2).gap()).isNull();
        assertThat(pages.after(ALL, 0, 2).gap()).isNull();
        assertThat(pages.before(ALL, 22, 5))
                .isEqualTo(new Page(running.journal().after(20, 1), null, null));
    }

    @Test
    void whoeverHasSeenMoreThanThereIsIsToldAndGoesOnFromTheEnd() {
        insert(1, 3, "a");

        assertThat(pages.after(ALL, 7, 10)).isEqualTo(new Page(List.of(), 3L, new Gap(7, 3)));
    }

    @Test
    void aPageIsJsonAlsoWithWhatThisVersionCannotRead() throws Exception {
        running.keep(Events.concluded("a", 1));
        insertRaw("banned", "{\"kind\":\"banned\",\"by\":[1]}");
        insertRaw("empty", "{}");
        insertRaw("text", "no \"JSON");

        JsonNode page = new ObjectMapper().readTree(pages.after(ALL, 0, 10).json());

        assertThat(page.path("events").get(0).toString())
                .isEqualTo("{\"seq\":1,"
                        + EventJson.write(running.journal().after(0, 1).get(0).event())
                                .substring(1));
        assertThat(page.path("events").get(1).toString()).isEqualTo("{\"seq\":2,\"kind\":\"banned\",\"by\":[1]}");
        assertThat(page.path("events").get(2).toString()).isEqualTo("{\"seq\":3}");
        assertThat(page.path("events").get(3).toString()).isEqualTo("{\"seq\":4,\"unreadable\":\"no \\\"JSON\"}");
        assertThat(page.path("next").asLong()).isEqualTo(4);
    }

    // ---- Helpers

    /** Events of some instances in turn. */
    private void insert(int first, int last, String... instances) {
        running.store().write(sql -> {
            List<Object[]> rows = new ArrayList<>();
            for (int i = first; i <= last; i++) {
                var event = Events.connected(instances[(i - 1) % instances.length], i);
                rows.add(new Object[] {
                    event.id() + i,
                    event.instance(),
                    "connected",
                    event.moment(),
                    event.receivedAt(),
                    "webhook",
                    event.distinction(),
                    EventJson.write(event)
                });
            }
            sql.insert("event", "id, instance, kind, moment, received_at, source, distinction, data", rows);
            return null;
        });
    }

    private void insertRaw(String kindOfEvent, String json) {
        database.execute(
                "INSERT INTO event (id, instance, kind, moment, received_at, source, distinction, data) VALUES ('"
                        + kindOfEvent + "', 'a', '" + kindOfEvent + "', 0, 0, 'derived', '" + kindOfEvent + "', '"
                        + json + "')");
    }

    private static List<Long> seqs(Page page) {
        return page.entries().stream().map(JournalEntry::seq).toList();
    }
}
