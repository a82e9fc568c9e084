package io.github.plugzapi.connect.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.EventJson;
import io.github.plugzapi.connect.event.Kind;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.Store;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveEventsTest {

    private static final int HEARTBEAT_TICKS = 5;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Database database;
    private Process process;

    /** One that others may look at. */
    private final class Process {

        private final ManualTicker ticker = new ManualTicker(new MovableClock());
        private final RunningJournal running;
        private final LiveEvents live;

        private Process(Database database) throws Exception {
            running = new RunningJournal(database);
            live = new LiveEvents(
                    running.journal(),
                    running.tail(),
                    new EventPages(running.store(), () -> Duration.ZERO),
                    ticker,
                    10);
            live.start(new Store.Opened());
            open.add(running);
            open.add(() -> live.stop(new Store.Closing()));
        }

        private void beat() {
            for (int i = 0; i < HEARTBEAT_TICKS; i++) {
                ticker.tick();
            }
        }
    }

    @BeforeEach
    void begin() throws Exception {
        database = Database.Kind.SQLITE.fresh(folder);
        process = new Process(database);
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void whoeverLooksOnIsToldAtOnceThatItGoesAndThenWhatComes() {
        keep(1, 3);
        Client client = client(null);
        assertThat(client.blocks()).containsExactly(": connected\nretry: 3000");
        await().untilAsserted(() -> assertThat(client.lastId()).isEqualTo(3));

        keep(4, 5);

        await().untilAsserted(() -> assertThat(client.seqs()).containsExactly(4L, 5L));
        assertThat(client.blocks().get(2))
                .isEqualTo("id: 4\nevent: outage_started\ndata: {\"seq\":4,"
                        + EventJson.write(process.running
                                        .journal()
                                        .after(3, 1)
                                        .get(0)
                                        .event())
                                .substring(1));
    }

    @Test
    void whoeverComesAgainIsSentWhatCameMeanwhile() {
        keep(1, 250);

        Client client = client(20L);

        await().untilAsserted(() -> assertThat(client.seqs()).isEqualTo(seqs(21, 250)));
        keep(251, 255);
        await().untilAsserted(() -> assertThat(client.seqs()).isEqualTo(seqs(21, 255)));
    }

    /** The id of a heartbeat is of what was passed over, too. */
    @Test
    void whoeverWasSentNoEventMissesNothingWhenTheyComeAgain() {
        keep(1, 3);
        Client client = client(null);
        await().untilAsserted(() -> assertThat(client.lastId()).isEqualTo(3));
        client.goAway();
        keep(4, 6);

        client.comeAgain(process.live);

        await().untilAsserted(() -> assertThat(client.seqs()).containsExactly(4L, 5L, 6L));
    }

    @ParameterizedTest
    @EnumSource
    void whoeverComesAndGoesSeesEachEventOnceAndInOrder(Database.Kind kind) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Database shared = kind.fresh(folder.resolve("shared"));
        List<Process> processes = new ArrayList<>(List.of(new Process(shared)));
        if (shared.isShared()) {
            processes.add(new Process(shared));
        }
        ExecutorService network = Executors.newFixedThreadPool(2);
        open.add(network::shutdownNow);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(new Client().over(network).open(any(processes, random).live, EventFilter.ALL, 0L));
        }

        for (int i = 1; i <= 400; i++) {
            any(processes, random).running.keep(Events.concluded("instance-" + random.nextInt(3), i));
            if (random.nextInt(4) == 0) {
                Client client = any(clients, random);
                if (client.lastId() != null) {
                    client.comeAgain(any(processes, random).live);
                }
            }
            if (random.nextInt(50) == 0) {
                any(processes, random).running.tail().forget();
            }
        }

        List<Long> all = shared.column("SELECT seq FROM event ORDER BY seq").stream()
                .map(Long::valueOf)
                .toList();
        assertThat(all).hasSize(400);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(clients)
                .as("seed %d", seed)
                .allSatisfy(client -> assertThat(client.seqs()).isEqualTo(all)));
    }

    @Test
    void whoeverTakesNothingHoldsUpNobodyAndIsGivenUp() {
        Client slow = client(null);
        Client other = client(null);
        await().until(() -> slow.lastId() != null && other.lastId() != null);
        slow.takeNothing();
        int before = slow.writes();

        keep(1, 200);

        await().untilAsserted(() -> assertThat(other.seqs()).isEqualTo(seqs(1, 200)));
        // Nothing more is made for it than what is on its way.
        assertThat(slow.writes()).isEqualTo(before + 1);
        for (int i = 0; i < 5; i++) {
            process.beat();
        }
        assertThat(slow.isAborted()).isFalse();
        process.beat();
        process.beat();
        assertThat(slow.isAborted()).isTrue();
        assertThat(other.isAborted()).isFalse();
    }

    @Test
    void whoeverIsSlowGoesOnWhereTheyWere() {
        Client slow = client(null);
        await().until(() -> slow.lastId() != null);
        slow.takeNothing();
        keep(1, 300);
        for (int i = 0; i < 5; i++) {
            process.beat();
        }

        slow.takeAgain();

        await().untilAsserted(() -> assertThat(slow.seqs()).isEqualTo(seqs(1, 300)));
        process.beat();
        process.beat();
        assertThat(slow.isAborted()).isFalse();
    }

    @Test
    void whatWasErasedIsNotSentToWhoeverIsBehind() {
        Client slow = client(0L);
        Client other = client(0L);
        await().until(() -> slow.lastId() != null && other.lastId() != null);
        slow.takeNothing();
        keep(1, 1);
        await().untilAsserted(() -> assertThat(slow.writes()).isEqualTo(3));
        keep(2, 4);
        await().untilAsserted(() -> assertThat(other.seqs()).isEqualTo(seqs(1, 4)));

        database.execute("DELETE FROM event WHERE seq = 3");
        process.running.tail().forget();
        Round before = process.live.newest();
        await().until(() -> !before.isNear(process.live.newest(), Integer.MAX_VALUE));
        slow.takeAgain();

        await().untilAsserted(() -> assertThat(slow.seqs()).containsExactly(1L, 2L, 4L));
    }

    @Test
    void whoeverHearsNothingElseHearsAHeartbeat() {
        Client client = client(null);
        await().until(() -> client.lastId() != null);
        int before = client.blocks().size();

        process.beat();
        process.beat();

        assertThat(client.blocks().subList(before, before + 2)).containsExactly(": here\nid: 0", ": here\nid: 0");
    }

    @Test
    void aStreamOfSomeEventsHasThemAlone() {
        keep(1, 10);
        Client ofA = Client.of(process.live, new EventFilter("a", Set.of()), 0L);
        Client ofKind = Client.of(process.live, new EventFilter(null, Set.of(Kind.CONNECTED)), 0L);
        await().untilAsserted(
                        () -> assertThat(List.of(ofA.lastId(), ofKind.lastId())).containsOnly(10L));

        process.running.keep(Events.concluded("a", 11), Events.connected("b", 12), Events.connected("a", 13));

        await().untilAsserted(() -> assertThat(ofA.seqs()).containsExactly(11L, 13L));
        await().untilAsserted(() -> assertThat(ofKind.seqs()).containsExactly(12L, 13L));
    }

    @Test
    void whatThisVersionCannotReadIsSentAsItIsKept() {
        Client client = client(0L);
        await().until(() -> client.lastId() != null);
        for (String json : List.of("{\"kind\":\"banned\",\"x\":1}", "[\n]", "{\"kind\":\"a\\nid: 9\"}")) {
            database.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, data) VALUES ('"
                    + json + "', 'a', 'banned', 0, 0, 'derived', '" + json + "')");
        }
        keep(4, 4);

        await().untilAsserted(() -> assertThat(client.seqs()).containsExactly(1L, 2L, 3L, 4L));
        assertThat(client.blocks())
                .contains(
                        "id: 1\nevent: banned\ndata: {\"seq\":1,\"kind\":\"banned\",\"x\":1}",
                        "id: 2\nevent: unknown\ndata: {\"seq\":2,\"unreadable\":\"[\\n]\"}",
                        "id: 3\nevent: unknown\ndata: {\"seq\":3,\"kind\":\"a\\nid: 9\"}");
    }

    @Test
    void whatWasPurgedIsSaid() {
        keep(1, 10);
        database.execute("DELETE FROM event WHERE seq <= 6");

        Client client = client(2L);

        await().untilAsserted(() -> assertThat(client.seqs()).isEqualTo(seqs(7, 10)));
        assertThat(client.blocks().get(1)).isEqualTo("id: 6\nevent: gap\ndata: {\"after\":2,\"next\":6}");
        Client all = client(0L);
        await().untilAsserted(() -> assertThat(all.seqs()).isEqualTo(seqs(7, 10)));
        assertThat(all.blocks()).noneMatch(block -> block.contains("gap"));
    }

    @Test
    void whoeverHasSeenMoreThanARestoredJournalHasIsTold() {
        keep(1, 10);
        Client client = client(null);
        await().untilAsserted(() -> assertThat(client.lastId()).isEqualTo(10));

        database.execute("DELETE FROM event WHERE seq > 5");
        process.running.tail().forget();

        await().untilAsserted(() ->
                assertThat(client.blocks()).contains("id: 5\nevent: gap\ndata: {\"after\":10,\"next\":5}"));
    }

    @Test
    void aProcessThatEndsSaysSoAlsoToThoseWhoComeThen() throws Exception {
        Client client = client(null);
        Client gone = client(null);
        gone.goAway();

        process.live.stop(new Store.Closing());

        assertThat(client.isEnded()).isTrue();
        assertThat(client.blocks()).last().isEqualTo(": this process ends, come again");
        assertThat(gone.isEnded()).isFalse();
        Client late = new Client();
        late.open(process.live, EventFilter.ALL, 0L);
        assertThat(late.isEnded()).isTrue();
        assertThat(late.blocks()).first().asString().contains("retry");
    }

    @Test
    void aProcessThatEndsDoesNotWaitForThoseWhoTakeNothing() throws Exception {
        Client stuck = new Client() {
            @Override
            boolean isLastTaken() {
                return false;
            }
        };
        stuck.open(process.live, EventFilter.ALL, process.live.end());

        process.live.stop(new Store.Closing());
        process.beat();

        assertThat(stuck.isAborted()).isTrue();
    }

    @Test
    void thereIsRoomForCallbacksHoweverManyLookOn() {
        List<Client> clients = new ArrayList<>();
        while (!process.live.isFull()) {
            clients.add(client(null));
        }

        assertThat(clients).hasSize(6);
        clients.get(0).goAway();
        assertThat(process.live.isFull()).isFalse();
    }

    // ---- Helpers

    private Client client(Long after) {
        return Client.of(process.live, EventFilter.ALL, after == null ? process.live.end() : after);
    }

    private void keep(int first, int last) {
        for (int i = first; i <= last; i++) {
            process.running.keep(Events.concluded("other", i));
        }
    }

    private static List<Long> seqs(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
