package io.github.plugzapi.connect.uptime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionFixtures;
import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.ConfirmationLost;
import io.github.plugzapi.connect.event.ConfirmationRegained;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a real journal's events, as they are kept. */
class UptimeTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 5);
    private static final Instant MIDNIGHT = Instant.parse("2026-03-05T00:00:00Z");
    private static final Duration WHOLE = Duration.ofDays(1);
    private static final Duration NONE = Duration.ZERO;

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private RunningJournal running;
    private UptimeDays days;
    private Uptime uptime;

    private void begin(Database.Kind kind) throws SQLException {
        running = new RunningJournal(
                kind.fresh(folder),
                clock,
                opened -> ConnectionFixtures.connections(
                        InstanceFixtures.instances(Map.of()), opened.store(), opened.journal(), clock));
        days = new UptimeDays(running.store()::read, clock);
        uptime = new Uptime(running.store(), clock);
    }

    @AfterEach
    void end() {
        running.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachDayIsDividedAndThoseWithoutAWordAreAsTheDayBefore(Database.Kind kind) throws SQLException {
        begin(kind);
        take(connected("one", hours(6)));
        take(disconnected("one", hours(18)));
        take(connected("one", hours(3 * 24 + 12)));
        save();
        setClock(hours(4 * 24 + 1));

        assertThat(uptime.byDay(List.of("one", "two"), DAY.minusDays(1), DAY.plusDays(9)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "one",
                        days(
                                share(NONE, NONE, WHOLE),
                                share(Duration.ofHours(12), Duration.ofHours(6), Duration.ofHours(6)),
                                share(NONE, WHOLE, NONE),
                                share(NONE, WHOLE, NONE),
                                share(Duration.ofHours(12), Duration.ofHours(12), NONE),
                                share(Duration.ofHours(1), NONE, NONE)),
                        "two",
                        days(
                                share(NONE, NONE, WHOLE),
                                share(NONE, NONE, WHOLE),
                                share(NONE, NONE, WHOLE),
                                share(NONE, NONE, WHOLE),
                                share(NONE, NONE, WHOLE),
                                share(NONE, NONE, Duration.ofHours(1)))));
    }

    @ParameterizedTest
    @EnumSource
    void theLastHoursAreToldToTheSecond(Database.Kind kind) throws SQLException {
        begin(kind);
        take(connected("one", hours(1)));
        take(disconnected("one", hours(20)));
        take(connected("one", hours(21)));
        save();
        setClock(hours(24 + 10));

        assertThat(last("one", WHOLE)).containsEntry("one", share(Duration.ofHours(23), Duration.ofHours(1), NONE));
        assertThat(last("one", Duration.ofHours(14)))
                .containsEntry("one", share(Duration.ofMinutes(13 * 60), Duration.ofHours(1), NONE));
        assertThat(last("one", Duration.ofHours(13))).containsEntry("one", share(Duration.ofHours(13), NONE, NONE));
    }

    @Test
    void aGatewayThatDoesNotSayIsNotBookedOnTheNumber() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        setClock(hours(24).plusSeconds(300));
        take(new ConfirmationLost(UptimeFixtures.derived("one", clock.instant()), hours(23), false, null));
        setClock(hours(26));
        take(new ConfirmationRegained(UptimeFixtures.derived("one", clock.instant()), hours(23)));
        save();
        setClock(hours(48));

        assertThat(uptime.byDay(List.of("one"), DAY, DAY.plusDays(1)).get("one"))
                .isEqualTo(Map.of(
                        DAY,
                        share(Duration.ofHours(23), NONE, Duration.ofHours(1)),
                        DAY.plusDays(1),
                        share(Duration.ofHours(22), NONE, Duration.ofHours(2))));
        assertThat(last("one", Duration.ofHours(25).plusMinutes(30)))
                .containsEntry("one", share(Duration.ofHours(22).plusMinutes(30), NONE, Duration.ofHours(3)));
    }

    @Test
    void whatTheJournalDoesNotHoldAnyMoreIsDividedAsItsWholeDay() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        take(disconnected("one", hours(12)));
        take(connected("one", hours(18)));
        save();
        running.store().write(sql -> sql.update("DELETE FROM event"));
        setClock(hours(24));

        assertThat(last("one", Duration.ofHours(12)))
                .containsEntry("one", share(Duration.ofHours(9), Duration.ofHours(3), NONE));
    }

    @Test
    void aDayThatIsTooOldIsForgottenButNotHowTheInstanceWasThen() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        save();
        setClock(hours(10 * 24));
        take(disconnected("one", clock.instant()));
        save();
        setClock(MIDNIGHT.plus(UptimeDays.KEPT).plus(Duration.ofDays(5)));
        take(disconnected("two", clock.instant()));
        save();

        assertThat(rows("one")).isEqualTo(2);
        setClock(MIDNIGHT.plus(UptimeDays.KEPT).plus(Duration.ofDays(10)));
        take(connected("two", clock.instant()));
        save();

        assertThat(rows("one")).isEqualTo(1);
        assertThat(last("one", WHOLE)).containsEntry("one", share(NONE, WHOLE, NONE));
    }

    @Test
    void anInstanceThatIsErasedIsForgotten() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        take(connected("two", hours(0)));
        save();
        running.store().write(sql -> {
            days.erase(sql, "one");
            return null;
        });

        assertThat(rows("one")).isZero();
        assertThat(rows("two")).isEqualTo(1);
    }

    @Test
    void howeverEventsComeAndWhateverIsForgottenTheDaysAreWhatAllEventsTellTogether() throws SQLException {
        inEachHistory(0, history -> history.days().forEach((day, share) -> assertThat(share)
                .as(history + " " + day)
                .isEqualTo(history.all.between(Day.start(day), history.end(day)))));
    }

    @Test
    void howeverEventsComeTheTraceIsWhatAllEventsTellTogether() throws SQLException {
        inEachHistory(0, this::isTracedAsAllEventsTell);
    }

    @Test
    void whatComesLateBesideMidnightIsInATraceAsAllEventsTellTogether() throws SQLException {
        // One of them has found a fault.
        inEachHistory(6_200, 0, true, this::isTracedAsAllEventsTell);
    }

    private void isTracedAsAllEventsTell(History history) {
        Instant from = history.now.minusSeconds(history.random.nextInt(4_000_000));
        assertThat(trace(history.instance, from))
                .as(history + " from " + from)
                .isEqualTo(history.all.stretches(from, history.now));
    }

    @Test
    void whereOurClockIsSetBackATraceStillHasNoGapAndTellsOfEachDayWhatItsSharesTell() throws SQLException {
        inEachHistory(6, history -> {
            List<Stretch> trace = trace(history.instance, Day.start(DAY.minusDays(10)));
            for (int i = 1; i < trace.size(); i++) {
                assertThat(trace.get(i).from())
                        .as(history.toString())
                        .isEqualTo(trace.get(i - 1).to());
            }
            assertThat(trace.get(trace.size() - 1).to()).as(history.toString()).isEqualTo(history.now);
            history.days().forEach((day, share) -> assertThat(
                            Stretch.share(Stretch.within(trace, Day.start(day), history.end(day))))
                    .as(history + " " + day)
                    .isEqualTo(share));
        });
    }

    @Test
    void howeverEventsComeATraceDividesItselfAsTheTimeUntilNow() throws SQLException {
        inEachHistory(0, history -> {
            Duration length = Duration.ofSeconds(history.random.nextInt(3_000_000));
            assertThat(Stretch.share(trace(history.instance, history.now.minus(length))))
                    .as(history + " last " + length)
                    .isEqualTo(last(history.instance, length).get(history.instance));
        });
    }

    @Test
    void aDayOfOneStatusIsToldWithoutItsEvents() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        take(connected("one", hours(30)));
        take(disconnected("one", hours(48)));
        take(disconnected("one", hours(60)));
        save();
        running.store().write(sql -> sql.update("DELETE FROM event"));
        setClock(hours(72));

        assertThat(trace("one", hours(1)))
                .containsExactly(
                        new Stretch(Status.CONNECTED, true, hours(1), hours(48)),
                        new Stretch(Status.DISCONNECTED, true, hours(48), hours(72)));
    }

    @Test
    void whereTheJournalDoesNotHoldADaysEventsAnyMoreItIsToldForHowLongItWasHow() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        take(disconnected("one", hours(10)));
        take(connected("one", hours(12)));
        take(disconnected("one", hours(20)));
        save();
        running.store().write(sql -> sql.update("DELETE FROM event"));
        setClock(hours(24));

        assertThat(trace("one", hours(0)))
                .containsExactly(
                        new Stretch(Status.DISCONNECTED, true, hours(0), hours(2)),
                        new Stretch(Status.CONNECTED, true, hours(2), hours(20)),
                        new Stretch(Status.DISCONNECTED, true, hours(20), hours(24)));
    }

    @Test
    void moreEventsThanSomeThousandsOfADayAreNotRead() throws SQLException {
        begin(Database.Kind.SQLITE);
        take(connected("one", hours(0)));
        take(disconnected("one", hours(10)));
        take(connected("one", hours(12)));
        save();
        setClock(hours(24));
        List<Stretch> exact = trace("one", hours(0));
        addUntold(Traces.MOST - 3);

        assertThat(trace("one", hours(0))).isEqualTo(exact).hasSize(3);
        addUntold(1);

        assertThat(trace("one", hours(0)))
                .containsExactly(
                        new Stretch(Status.DISCONNECTED, true, hours(0), hours(2)),
                        new Stretch(Status.CONNECTED, true, hours(2), hours(24)));
    }

    @ParameterizedTest
    @EnumSource
    void whatCameAfterTheDaysWereSavedIsInATraceAtOnce(Database.Kind kind) throws SQLException {
        begin(kind);
        take(connected("one", hours(6)));
        save();
        running.store()
                .write(sql -> sql.update(
                        "INSERT INTO place (subscriber, seq, waits) SELECT 'KeepUptime', MAX(seq), 0 FROM event"));
        append(disconnected("one", hours(18)));
        append(connected("two", hours(19)));
        setClock(hours(20));

        assertThat(uptime.traces(List.of("one", "two"), hours(0)))
                .containsOnly(
                        Map.entry(
                                "one",
                                List.of(
                                        new Stretch(Status.UNKNOWN, false, hours(0), hours(6)),
                                        new Stretch(Status.CONNECTED, true, hours(6), hours(18)),
                                        new Stretch(Status.DISCONNECTED, true, hours(18), hours(20)))),
                        Map.entry(
                                "two",
                                List.of(
                                        new Stretch(Status.UNKNOWN, false, hours(0), hours(19)),
                                        new Stretch(Status.CONNECTED, true, hours(19), hours(20)))));
    }

    @ParameterizedTest
    @EnumSource
    void theEventsOfADayAreFoundInTheIndexOfTheirMoments(Database.Kind kind) throws SQLException {
        begin(kind);
        String query = String.format(Traces.SEQS, 0, 1) + " ('one')";

        List<String> plan = running.store().write(sql -> {
            if (kind == Database.Kind.SQLITE) {
                return sql.list("EXPLAIN QUERY PLAN " + query, row -> row.text("detail"));
            }
            // A table without rows is read as a whole otherwise.
            sql.update("SET LOCAL enable_seqscan = off");
            return sql.list("EXPLAIN " + query, row -> row.text("QUERY PLAN"));
        });

        assertThat(String.join(" ", plan))
                .matches(
                        kind == Database.Kind.SQLITE
                                ? "SEARCH e USING COVERING INDEX event_moment \\(moment>\\? AND moment<\\?\\)"
                                : ".*event_moment.*Index Cond: \\(\\(moment >= 0\\) AND \\(moment < 1\\) AND \\(instance .*");
    }

    @Test
    void howeverEventsComeTheTimeUntilNowIsWhatAllEventsTellTogether() throws SQLException {
        inEachHistory(0, history -> {
            Duration length = Duration.ofSeconds(history.random.nextInt(3_000_000));
            assertThat(last(history.instance, length).get(history.instance))
                    .as(history + " last " + length)
                    .isEqualTo(history.all.between(history.now.minus(length), history.now));
        });
    }

    @Test
    void whereOurClockIsSetBackEachDayIsStillAsLongAsItIsAndTheStateIsTheLast() throws SQLException {
        inEachHistory(6, history -> {
            history.days().forEach((day, share) -> {
                assertThat(share.connected().plus(share.disconnected()).plus(share.unknown()))
                        .as(history + " " + day)
                        .isEqualTo(Duration.between(Day.start(day), history.end(day)));
                assertThat(List.of(share.connected(), share.disconnected(), share.unknown()))
                        .as(history + " " + day)
                        .noneMatch(Duration::isNegative);
            });
            assertThat(history.days().lastEntry().getValue())
                    .as(history.toString())
                    .isEqualTo(Share.of(
                            history.all.newest().status(),
                            Duration.between(Day.start(Day.of(history.now)), history.now)));
        });
    }

    private void inEachHistory(int setBackOneIn, Consumer<History> holds) throws SQLException {
        inEachHistory(1, setBackOneIn, false, holds);
    }

    private void inEachHistory(long from, int setBackOneIn, boolean isBesideMidnight, Consumer<History> holds)
            throws SQLException {
        begin(Database.Kind.SQLITE);
        long seed = UptimeFixtures.seeds(from).findFirst().orElseThrow();
        for (int i = 0; i < 100; i++) {
            History history = new History("instance-" + i, seed + i, isBesideMidnight);
            history.play(setBackOneIn);
            holds.accept(history);
        }
    }

    private final class History {

        private final String instance;
        private final long seed;
        private final Random random;
        private final boolean isBesideMidnight;
        private final List<JournalEntry> entries = new ArrayList<>();
        private final Timeline all = new Timeline(Point.NOTHING, 0);
        private Instant now;

        private History(String instance, long seed, boolean isBesideMidnight) {
            this.instance = instance;
            this.seed = seed;
            this.random = new Random(seed);
            this.isBesideMidnight = isBesideMidnight;
            this.now = MIDNIGHT.plusSeconds(isBesideMidnight ? random.nextInt(7_200) - 3_600 : random.nextInt(86_400));
        }

        private void play(int setBackOneIn) {
            int saved = 0;
            for (int i = 0; i < 14; i++) {
                now = setBackOneIn > 0 && random.nextInt(setBackOneIn) == 0
                        ? now.minusSeconds(random.nextInt(200_000))
                        : now.plusSeconds(isBesideMidnight ? untilNextBesideMidnight() : untilNext());
                setClock(now);
                JournalEntry entry = append(UptimeFixtures.random(random, instance, now));
                if (entry != null) {
                    entries.add(entry);
                    all.add(entry);
                    days.take(entry);
                }
                if (random.nextInt(4) == 0) {
                    save();
                    saved = entries.size();
                }
                if (random.nextInt(6) == 0) {
                    days.reload();
                    entries.subList(saved, entries.size()).forEach(days::take);
                }
            }
            save();
            now = MIDNIGHT.plus(Duration.ofDays(40)).plusSeconds(random.nextInt(86_400));
            setClock(now);
        }

        private int untilNext() {
            return random.nextInt(random.nextInt(3) == 0 ? 200_000 : 2_000);
        }

        private int untilNextBesideMidnight() {
            return random.nextInt(5) == 0 ? 86_400 * (1 + random.nextInt(2)) - 1_800 : random.nextInt(1_200);
        }

        private NavigableMap<LocalDate, Share> days() {
            return uptime.byDay(List.of(instance), DAY.minusDays(10), DAY.plusDays(60))
                    .get(instance);
        }

        private Instant end(LocalDate day) {
            return Day.end(day).isBefore(now) ? Day.end(day) : now;
        }

        @Override
        public String toString() {
            return "seed " + seed + "\n"
                    + entries.stream().map(JournalEntry::json).collect(Collectors.joining("\n"));
        }
    }

    private void setClock(Instant moment) {
        clock.setBack(Duration.between(moment, clock.instant()));
    }

    private ConnectionEvent connected(String instance, Instant moment) {
        setClock(moment);
        return Events.connected(instance, moment, moment, Source.WEBHOOK, null, Phone.unknown());
    }

    private ConnectionEvent disconnected(String instance, Instant moment) {
        setClock(moment);
        return Events.disconnected(instance, moment, moment, Source.WEBHOOK, null, null);
    }

    /** The event as it is kept; null where it is not, because it tells nothing new. */
    private JournalEntry append(ConnectionEvent event) {
        long before = running.store().read(sql -> sql.number("SELECT MAX(seq) AS n FROM event"));
        running.journal().append(event, null).toCompletableFuture().join();
        return running.journal().after(before, 1).stream().findFirst().orElse(null);
    }

    private void take(ConnectionEvent event) {
        days.take(append(event));
    }

    private void save() {
        running.store().write(sql -> {
            days.save(sql);
            return null;
        });
    }

    private List<Stretch> trace(String instance, Instant from) {
        return uptime.traces(List.of(instance), from).get(instance);
    }

    /** Events of the first day that are in it and tell nothing of the connection. */
    private void addUntold(int count) {
        running.store().write(sql -> {
            sql.update(
                    "INSERT INTO event (id, instance, kind, moment, received_at, source, data)"
                            + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                            + " SELECT 'id', 'one', 'of-a-newer-version', ? + i, ?, 'webhook', '{}' FROM n",
                    count,
                    MIDNIGHT,
                    MIDNIGHT);
            return sql.update("UPDATE uptime_day SET seq = (SELECT MAX(seq) FROM event)");
        });
    }

    private long rows(String instance) {
        return running.store()
                .read(sql -> sql.number("SELECT COUNT(*) AS n FROM uptime_day WHERE instance = ?", instance));
    }

    private static Instant hours(int hours) {
        return MIDNIGHT.plus(Duration.ofHours(hours));
    }

    private static Share share(Duration connected, Duration disconnected, Duration unknown) {
        return new Share(connected, disconnected, unknown);
    }

    private static NavigableMap<LocalDate, Share> days(Share... shares) {
        NavigableMap<LocalDate, Share> days = new TreeMap<>();
        for (int i = 0; i < shares.length; i++) {
            days.put(DAY.minusDays(1).plusDays(i), shares[i]);
        }
        return days;
    }

    private Map<String, Share> last(String instance, Duration length) {
        return Map.of(
                instance,
                uptime.last(List.of(instance), List.of(length)).get(instance).get(0));
    }
}
