package io.github.plugzapi.connect.connection;

import static io.github.plugzapi.connect.connection.ConnectionState.Status.CONNECTED;
import static io.github.plugzapi.connect.connection.ConnectionState.Status.DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Events;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Random histories of an instance, held against what really happened: its callbacks come late, doubled, out of order or not
 * at all, the clocks are apart by seconds or hours, and PlugZapi is asked every minute in between.
 */
class HistoriesTest {

    private static final int HISTORIES = 3_000;
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration EVERY = Duration.ofSeconds(60);

    /** The clocks are off by so many seconds. */
    private static final long[] SKEWS = {0, 0, 0, -3, 3, -90, 90, -7_200, 7_200, -200_000};

    private final long firstSeed = System.nanoTime();

    // ---- What must hold

    @Test
    void whateverHappensTheStateIsTheTruthAfterAFewQuestionsAndNothingMoreIsTold() {
        inEachHistory(HistoriesTest::anythingMayHappen, history -> {
            assertThat(history.known.state().status()).as(history.toString()).isEqualTo(history.truth());
            int told = history.kept.size();

            history.wait(EVERY.multipliedBy(50));

            assertThat(history.kept).as(history.toString()).hasSize(told);
            assertThat(history.known.state().status()).as(history.toString()).isEqualTo(history.truth());
        });
    }

    @Test
    void whereEveryCallbackComesAtOnceEachChangeIsOneEventHoweverTheClocksAre() {
        inEachHistory(history -> {}, history -> {
            assertThat(history.changes()).as(history.toString()).isEqualTo(history.happened.size());
            assertThat(history.kept).as(history.toString()).noneMatch(event -> event.source() == Source.RECONCILIATION);
        });
    }

    @Test
    void whereCallbacksAreOnlyLostNothingIsToldThatDidNotHappen() {
        inEachHistory(history -> history.isLossy = true, history -> {
            assertThat(history.changes()).as(history.toString()).isLessThanOrEqualTo(history.happened.size());
            assertThat(history.known.state().status()).as(history.toString()).isEqualTo(history.truth());
        });
    }

    @Test
    void whereCallbacksAreOnlyLostThoseThatComeAreTheStateAtOnceHoweverTheClocksAre() {
        inEachHistory(
                history -> {
                    history.isLossy = true;
                    history.theirClockIsAheadOnce = true;
                },
                history ->
                        assertThat(history.disbelieved).as(history.toString()).isEmpty());
    }

    @Test
    void theLastChangeThatIsToldIsTheStateAndEachOneIsAChange() {
        inEachHistory(HistoriesTest::anythingMayHappen, history -> {
            ConnectionState.Status status = ConnectionState.Status.UNKNOWN;
            for (ConnectionEvent event : history.kept) {
                if (isChange(event)) {
                    assertThat(statusOf(event)).as(history.toString()).isNotEqualTo(status);
                    status = statusOf(event);
                }
            }
            assertThat(history.known.state().status()).as(history.toString()).isEqualTo(status);
        });
    }

    // ---- How a history goes

    private static void anythingMayHappen(History history) {
        history.isLossy = true;
        history.isLate = true;
        history.ourClockJumps = true;
    }

    private void inEachHistory(Consumer<History> conditions, Consumer<History> holds) {
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(firstSeed + i);
            conditions.accept(history);
            history.play();
            holds.accept(history);
        }
    }

    /** Something that happens at some time, by a clock that is right. */
    private record Happening(Instant at, Runnable what) {}

    private static final class History {

        private final long seed;
        private final Random random;
        private final Duration skew;
        private final int form;
        private final List<String> log = new ArrayList<>();
        private final List<Instant> happened = new ArrayList<>();
        private final List<ConnectionEvent> kept = new ArrayList<>();
        private boolean isLossy;
        private boolean isLate;
        private boolean ourClockJumps;
        private boolean theirClockIsAheadOnce;

        /** Callbacks that came at once, and whose word was not the state then. */
        private final List<Instant> disbelieved = new ArrayList<>();

        private Duration ourSkew = Duration.ZERO;
        private Known known = Known.nothing("sales");
        private Instant now = NOON;
        private Instant nextQuestion;
        private ConnectionState.Status disagreed;
        private long disagreedAt;

        private History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.skew = Duration.ofSeconds(SKEWS[random.nextInt(SKEWS.length)]);
            this.form = random.nextInt(4);
            this.nextQuestion = NOON.plusSeconds(random.nextInt(60));
        }

        private ConnectionState.Status truth() {
            return happened.size() % 2 == 1 ? CONNECTED : DISCONNECTED;
        }

        private long changes() {
            return kept.stream().filter(HistoriesTest::isChange).count();
        }

        private void play() {
            List<Happening> happenings = new ArrayList<>();
            Instant at = NOON;
            int number = 1 + random.nextInt(8);
            for (int i = 1; i <= number; i++) {
                at = at.plusMillis(random.nextInt(3) == 0 ? 1_100 + random.nextInt(5_000) : random.nextInt(400_000));
                at = at.plusMillis(1_000);
                plan(happenings, i % 2 == 1 ? CONNECTED : DISCONNECTED, at);
            }
            if (ourClockJumps && random.nextInt(3) == 0) {
                Instant from = NOON.plusSeconds(random.nextInt(600));
                happenings.add(new Happening(from, () -> ourSkew = Duration.ofHours(1 + random.nextInt(5_000))));
                happenings.add(new Happening(from.plusSeconds(random.nextInt(600)), () -> ourSkew = Duration.ZERO));
            }
            happenings.sort(Comparator.comparing(Happening::at));
            for (Happening happening : happenings) {
                waitUntil(happening.at());
                happening.what().run();
            }
            wait(EVERY.multipliedBy(5));
        }

        private void plan(List<Happening> happenings, ConnectionState.Status status, Instant at) {
            happenings.add(new Happening(at, () -> {
                happened.add(at);
                log.add(at + " happens " + status);
            }));
            if (isLossy && random.nextInt(4) == 0) {
                return;
            }
            Instant delivered = at.plusMillis(1 + random.nextInt(500));
            if (isLate && random.nextInt(4) == 0) {
                delivered = delivered.plusSeconds(random.nextInt(240));
            }
            happenings.add(new Happening(delivered, () -> callBack(status, at)));
            if (random.nextInt(4) == 0) {
                happenings.add(new Happening(delivered.plusMillis(random.nextInt(400)), () -> callBack(status, at)));
            }
        }

        private void callBack(ConnectionState.Status status, Instant at) {
            Instant received = now.plus(ourSkew).truncatedTo(ChronoUnit.MILLIS);
            // Ahead of one that is behind, it could as well be right.
            boolean ahead = theirClockIsAheadOnce && !skew.isNegative() && random.nextInt(10) == 0;
            // How far behind a clock is, is known once there was a callback.
            boolean isUnderstood = !skew.isNegative() || known.lag() != null || form == 0;
            Instant theirs = at.plus(skew).plus(ahead ? Duration.ofMinutes(6 + random.nextInt(600)) : Duration.ZERO);
            Instant moment =
                    switch (form) {
                        case 0 -> received;
                        case 1 -> theirs.truncatedTo(ChronoUnit.SECONDS);
                        // As the parser has it: a day ahead is not believed.
                        default -> theirs.isAfter(received.plus(Duration.ofDays(1))) ? received : theirs;
                    };
            log.add(received + " callback " + status + " of " + moment);
            take(
                    status == CONNECTED
                            ? Events.connected("sales", moment, received, Source.WEBHOOK, null, Phone.unknown())
                            : Events.disconnected("sales", moment, received, Source.WEBHOOK, null, "gone"));
            if (isUnderstood && known.state().status() != status) {
                disbelieved.add(at);
            }
        }

        private void wait(Duration duration) {
            waitUntil(now.plus(duration));
        }

        private void waitUntil(Instant until) {
            while (!nextQuestion.isAfter(until)) {
                now = nextQuestion;
                ask();
                nextQuestion = nextQuestion.plus(EVERY);
            }
            now = until;
        }

        /** As reconciliation does it. */
        private void ask() {
            if (happened.isEmpty() || known.state().status() == truth()) {
                disagreed = null;
            } else if (truth() != disagreed || disagreedAt != known.words()) {
                disagreed = truth();
                disagreedAt = known.words();
            } else {
                disagreed = null;
                Instant ours = now.plus(ourSkew).truncatedTo(ChronoUnit.MILLIS);
                log.add(ours + " learnt " + truth());
                take(
                        truth() == CONNECTED
                                ? Events.connected("sales", ours, ours, Source.RECONCILIATION, null, Phone.unknown())
                                : Events.disconnected("sales", ours, ours, Source.RECONCILIATION, null, null));
            }
        }

        private void take(ConnectionEvent event) {
            Known.Step step = known.after(event);
            known = step.next();
            if (step.news() != null) {
                kept.add(step.news());
            }
            log.add("  " + (step.news() == null ? "nothing new" : isChange(step.news()) ? "a change" : "no change")
                    + ", " + known.state().status());
        }

        @Override
        public String toString() {
            return "seed " + seed + ", their clock " + skew + "\n" + String.join("\n", log);
        }
    }

    private static boolean isChange(ConnectionEvent event) {
        return event instanceof Connected connected ? connected.change() : ((Disconnected) event).change();
    }

    private static ConnectionState.Status statusOf(ConnectionEvent event) {
        return event instanceof Connected ? CONNECTED : DISCONNECTED;
    }
}
