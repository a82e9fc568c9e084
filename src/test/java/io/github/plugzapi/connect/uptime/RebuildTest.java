package io.github.plugzapi.connect.uptime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.journal.AppendFilter;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.testsupport.Configuration;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The uptime that is rebuilt from a real journal, beside the service and without it. Its histories are always the same ones; those of
 * another seed are played with {@code -Duptime.seed=…}.
 */
@ParameterizedClass
@EnumSource
class RebuildTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-05T00:00:00Z");
    private static final long DAY = MIDNIGHT.getEpochSecond() / 86_400;

    /** Each of them has once found a fault. */
    private static final long[] SEEDS = {43821720968632L, 43833551104915L, 42993716038808L};

    /** The sequence numbers of older days say nothing. */
    private static final String ROWS = "SELECT instance || ' ' || day || ' ' || connected || ' ' || disconnected || ' '"
            + " || unknown || ' ' || since || ' ' || status || ' ' || told FROM uptime_day ORDER BY instance, day";

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final ManualTicker ticker = new ManualTicker(clock);
    private Database database;
    private RunningJournal running;
    private KeepUptime keep;

    private void begin(boolean follows) throws SQLException {
        database = kind.fresh(folder);
        running = follows
                ? new RunningJournal(database, clock, this::filter, this::keeping)
                : new RunningJournal(database, clock, this::filter);
        keep = keep == null ? keeping(running) : keep;
    }

    private AppendFilter filter(RunningJournal opened) {
        return ConnectionFixtures.connections(
                InstanceFixtures.instances(Map.of()), opened.store(), opened.journal(), clock);
    }

    private KeepUptime keeping(RunningJournal opened) {
        keep = new KeepUptime(opened.store(), clock, ticker);
        return keep;
    }

    static LongStream seeds() {
        return UptimeFixtures.seeds(SEEDS);
    }

    @AfterEach
    void end() {
        running.close();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void howeverEventsCameWhatIsRebuiltIsWhatWasKept(long seed) throws SQLException {
        begin(false);
        playHistories(seed);
        List<String> kept = rows();

        damage(DAY + 4);
        Rebuild.Result result = rebuild();

        assertThat(rows()).isEqualTo(kept);
        assertThat(result.events()).isPositive();
        assertThat(result.days()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheJournalDoesNotHoldAnyMoreIsKept(long seed) throws SQLException {
        begin(false);
        playHistories(seed);
        List<String> kept = rows();
        database.execute("DELETE FROM event WHERE received_at < "
                + MIDNIGHT.plus(Duration.ofHours(2 * 24 + 13)).toEpochMilli());

        damage(DAY + 4);
        rebuild();

        assertThat(rows()).isEqualTo(kept);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTableThatIsLostIsThereAgain(long seed) throws SQLException {
        begin(false);
        playHistories(seed);
        List<String> kept = rows();
        database.execute("DELETE FROM uptime_day");

        Rebuild.Result result = rebuild();

        assertThat(rows()).isEqualTo(kept);
        assertThat(result)
                .isEqualTo(new Rebuild.Result(
                        Long.parseLong(database.column("SELECT COUNT(DISTINCT instance) FROM event")
                                .get(0)),
                        kept.size(),
                        database.count("event")));
    }

    @Test
    void whatCameLateDoesNotChangeHowWhatCameBeforeItIsUnderstood() throws SQLException {
        begin(false);
        take(connected("one", hours(12), hours(12)));
        take(connected("one", hours(24).plusMinutes(15), hours(24).plusMinutes(16)));
        take(disconnected("one", hours(23).plusMinutes(57), hours(24).plusMinutes(37)));
        take(disconnected("one", hours(2 * 24 + 11), hours(2 * 24 + 11).plusMinutes(1)));
        take(connected("one", hours(2 * 24 + 10), hours(2 * 24 + 12)));
        save();
        List<String> kept = rows();
        assertThat(kept).hasSize(3);
        assertThat(kept.get(2))
                .startsWith("one " + (DAY + 2) + " " + hours(11).toMillis() + " "
                        + hours(13).toMillis() + " 0 ");

        rebuild();

        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void whatIsStillThereOfTheDayOnWhichTheJournalBeginsChangesNothing() throws SQLException {
        begin(false);
        take(connected("one", hours(10), hours(10)));
        setClock(MIDNIGHT.plus(hours(23)));
        take(new ConfirmationLost(
                UptimeFixtures.derived("one", MIDNIGHT.plus(hours(23))), MIDNIGHT.plus(hours(22)), false, null));
        take(connected("one", hours(21), hours(23).plusMinutes(30)));
        take(connected("one", hours(2 * 24 + 4), hours(2 * 24 + 4)));
        save();
        List<String> kept = rows();
        database.execute("DELETE FROM event WHERE seq = 1");

        rebuild();

        assertThat(rows()).isEqualTo(kept);
    }

    /** What came late from before the journal's second day, after something of that. */
    @Test
    void whatCameLateIsUnderstoodAlsoWhereTheJournalBeginsWithIt() throws SQLException {
        begin(false);
        take(connected("one", hours(12), hours(12)));
        take(connected("two", hours(20), hours(20)));
        take(connected("one", hours(24).plusMinutes(15), hours(24).plusMinutes(16)));
        take(disconnected("one", hours(23).plusMinutes(57), hours(24).plusMinutes(37)));
        take(disconnected("one", hours(24 + 11), hours(24 + 11).plusMinutes(1)));
        save();
        List<String> kept = rows();
        database.execute("DELETE FROM event WHERE seq = 1");

        rebuild();

        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void anEmptyJournalTellsNothing() throws SQLException {
        begin(false);
        database.execute("INSERT INTO uptime_day VALUES ('one', 20000, 1, 2, 3, 4, 'connected', 'connected', 5)");
        List<String> kept = rows();

        assertThat(rebuild()).isEqualTo(new Rebuild.Result(0, 0, 0));
        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void anEventThatOnlyWaitsForSomebodyDoesNotSayThatTheJournalHoldsAllSinceThen() throws SQLException {
        begin(false);
        take(connected("one", 0));
        take(connected("one", 24));
        take(disconnected("one", 30));
        take(disconnected("one", 5 * 24));
        save();
        List<String> kept = rows();
        database.execute("DELETE FROM event WHERE seq IN (2, 3)");
        database.execute("INSERT INTO redelivery (subscriber, seq, instance, attempts, next_at, set_aside)"
                + " VALUES ('sink', 1, 'one', 1, 0, 0)");

        rebuild();

        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void whatHappensWhileItIsRebuiltIsInItToo() throws SQLException {
        begin(true);
        Instant end = MIDNIGHT.plus(Duration.ofDays(20));
        Random random = new Random(1);
        for (int i = 0; i < 3_000; i++) {
            setClock(MIDNIGHT.plus(Duration.ofMinutes(9L * i)));
            append(random, "one-" + i % 7);
        }
        setClock(end);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                clock.setBack(Duration.ofSeconds(-30));
                append(random, "one-" + i % 7);
            }
        });
        database.execute(
                "UPDATE uptime_day SET connected = connected + 1, status = 'connected' WHERE day > " + (DAY + 1));
        rebuild();
        rebuild();
        done.set(true);
        busy.join();
        awaitAllTaken();
        List<String> kept = rows();

        rebuild();
        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void theServiceKeepsNothingUntilItIsDoneAndAfterAMinuteWhereItIsLeftBehind() throws SQLException {
        begin(true);
        running.keep(connected("one", 1));
        await().untilAsserted(() -> assertThat(rows()).hasSize(1));
        running.store().writeAlone(sql -> {
            Pause.begin(sql, "left behind 1");
            return null;
        });
        running.keep(disconnected("one", 30), connected("two", 31));
        await().until(() -> keep.atATime() == 0);
        clock.forward(Duration.ofSeconds(50));
        assertThat(keep.atATime()).isZero();
        assertThat(rows()).hasSize(1);

        clock.forward(Duration.ofSeconds(11));
        await().untilAsserted(() -> assertThat(rows()).hasSize(3));
        assertThat(database.column("SELECT value FROM setting WHERE name = 'uptime-rebuild'"))
                .isEmpty();
    }

    @Test
    void whoRebuildsItAfterAnInstanceWasErasedBeginsAnew() throws SQLException {
        begin(false);
        take(connected("one", 1));
        take(connected("two", 1));
        save();
        running.store().writeAlone(sql -> {
            Pause.begin(sql, "mine 1");
            Subscriber.State days = keep.state().orElseThrow();
            days.erase(sql, "one");
            return null;
        });

        assertThat(running.store().<Boolean>write(sql -> Pause.goOn(sql, "mine 1", "mine 2")))
                .isFalse();
    }

    // ---- Histories

    /** What happens to some instances, in the order in which it comes: a journal begins with what came first. */
    private void playHistories(long seed) {
        List<ConnectionEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Random random = new Random(seed + i);
            Instant now = MIDNIGHT.plusSeconds(random.nextInt(86_400));
            for (int j = 0; j < 14; j++) {
                now = now.plusSeconds(random.nextInt(random.nextInt(3) == 0 ? 200_000 : 2_000));
                events.add(UptimeFixtures.random(random, "instance-" + i, now));
            }
        }
        events.sort(Comparator.comparing(ConnectionEvent::receivedAt));
        for (int i = 0; i < events.size(); i++) {
            setClock(events.get(i).receivedAt());
            take(events.get(i));
            if (i % 14 == 0) {
                save();
            }
        }
        save();
    }

    /** From a day on: what is wrong, missing and too much. */
    private void damage(long from) {
        database.execute("UPDATE uptime_day SET connected = connected + 1, status = 'unknown' WHERE day >= " + from);
        database.execute("DELETE FROM uptime_day WHERE day >= " + (from + 2) + " AND instance LIKE '%3'");
        database.execute(
                "INSERT INTO uptime_day SELECT instance, MAX(day) + 3, 1, 2, 3, 4, 'connected', 'connected', 999999"
                        + " FROM uptime_day WHERE day > " + from + " GROUP BY instance");
        database.execute(
                "INSERT INTO uptime_day SELECT instance, MAX(day) - 1, 1, 2, 3, 4, 'connected', 'connected', 999999"
                        + " FROM uptime_day WHERE day > " + from + " GROUP BY instance ON CONFLICT DO NOTHING");
    }

    private void append(Random random, String instance) {
        running.journal()
                .append(UptimeFixtures.random(random, instance, clock.instant()), null)
                .toCompletableFuture()
                .join();
    }

    /** Keeps it, and has it taken if it is news. */
    private void take(ConnectionEvent event) {
        long before = running.store().read(sql -> sql.number("SELECT MAX(seq) AS n FROM event"));
        running.keep(event);
        for (JournalEntry entry : running.journal().after(before, 1)) {
            keep.take(entry);
        }
    }

    private void save() {
        running.store().write(sql -> {
            keep.state().orElseThrow().save(sql);
            return null;
        });
    }

    private void awaitAllTaken() {
        await().untilAsserted(() -> {
            clock.forward(Duration.ofSeconds(2));
            assertThat(database.column("SELECT seq FROM place WHERE subscriber = 'subscriber'"))
                    .isEqualTo(database.column("SELECT MAX(seq) FROM event"));
        });
    }

    private ConnectionEvent connected(String instance, int hours) {
        return connected(instance, hours(hours), hours(hours));
    }

    private ConnectionEvent connected(String instance, Duration moment, Duration receivedAt) {
        setClock(MIDNIGHT.plus(receivedAt));
        return Events.connected(
                instance, MIDNIGHT.plus(moment), MIDNIGHT.plus(receivedAt), Source.WEBHOOK, null, Phone.unknown());
    }

    private ConnectionEvent disconnected(String instance, int hours) {
        return disconnected(instance, hours(hours), hours(hours));
    }

    private ConnectionEvent disconnected(String instance, Duration moment, Duration receivedAt) {
        setClock(MIDNIGHT.plus(receivedAt));
        return Events.disconnected(
                instance, MIDNIGHT.plus(moment), MIDNIGHT.plus(receivedAt), Source.WEBHOOK, null, null);
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    private void setClock(Instant moment) {
        clock.setBack(Duration.between(moment, clock.instant()));
    }

    private List<String> rows() {
        return database.column(ROWS);
    }

    private Rebuild.Result rebuild() {
        return Rebuild.run(config()).orElseThrow();
    }

    private StoreConfig config() {
        Map<String, String> properties = new HashMap<>(Map.of("journal.url", database.url()));
        if (database.isShared()) {
            properties.put("journal.username", database.username());
        }
        return Configuration.of(StoreConfig.class, properties);
    }
}
