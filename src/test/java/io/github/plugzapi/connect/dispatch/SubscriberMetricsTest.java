package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.SubscriberMetrics.Backlog;
import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriberMetricsTest {

    @TempDir
    Path folder;

    private Replica replica;
    private Backlog backlog;

    @BeforeEach
    void open() throws Exception {
        replica = Replica.on(Database.sqlite(folder.resolve("journal.db"))).open();
        backlog = new Backlog(new CdiObserver("selective", Connected.class, event -> {}), replica.store);
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void whatTheSubscriberDoesNotWantIsNotCounted() {
        assertThat(backlog.events(0, 0)).isZero();
        replica.keep(Events.connected("a", 1), Events.disconnected("a", 2), Events.connected("b", 3));
        assertThat(backlog.events(0, 3)).isEqualTo(2);

        assertThat(backlog.events(1, 3)).isEqualTo(1);
        replica.keep(Events.disconnected("a", 4), Events.connected("b", 5));
        assertThat(backlog.events(1, 5)).isEqualTo(2);
        assertThat(backlog.events(5, 5)).isZero();
        replica.keep(Events.connected("a", 6));
        assertThat(backlog.events(5, 6)).isEqualTo(1);
    }

    @Test
    void ofManyEventsSomeAreReadAtATimeAndTheOthersCountByTheirNumbers() {
        int atOnce = Backlog.CHUNK * Backlog.CHUNKS_AT_ONCE;
        int events = atOnce + 10;
        CompletableFuture.allOf(IntStream.rangeClosed(1, events)
                        .mapToObj(i ->
                                replica.append(i % 2 == 0 ? Events.connected("a", i) : Events.disconnected("a", i)))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(backlog.events(0, events)).isEqualTo(atOnce / 2 + 10);
        assertThat(backlog.events(0, events)).isEqualTo(atOnce / 2 + 5);
        assertThat(backlog.events(atOnce, events)).isEqualTo(5);
    }
}
