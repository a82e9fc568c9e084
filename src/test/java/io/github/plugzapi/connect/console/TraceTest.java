package io.github.plugzapi.connect.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static final Instant FROM = Instant.parse("2026-02-02T06:00:00Z");

    @Test
    void eachStatusHasItsLineWhereXIsTheMinute() {
        Trace trace = Trace.across(
                List.of(
                        new Stretch(Status.UNKNOWN, false, FROM, at(10)),
                        stretch(Status.CONNECTED, 10, 600),
                        stretch(Status.DISCONNECTED, 600, 734),
                        stretch(Status.UNKNOWN, 734, 1440)),
                FROM);

        assertThat(trace.no()).isEqualTo("M0 10H10");
        assertThat(trace.on()).isEqualTo("M10 10H600");
        assertThat(trace.off()).isEqualTo("M600 0h134v20h-134z");
        assertThat(trace.un()).isEqualTo("M734 10H1440");
    }

    @Test
    void theShortestDisconnectionIsSeen() {
        Trace trace = Trace.across(List.of(new Stretch(Status.DISCONNECTED, true, at(5), at(5).plusMillis(1))), FROM);

        assertThat(trace.off()).isEqualTo("M5 0h1v20h-1z");
    }

    @Test
    void uprightItIsTheSameWithYForX() {
        Trace trace =
                Trace.upright(List.of(stretch(Status.CONNECTED, 0, 540), stretch(Status.DISCONNECTED, 540, 556)), FROM);

        assertThat(trace.on()).isEqualTo("M10 0V540");
        assertThat(trace.off()).isEqualTo("M0 540v16h20v-16z");
    }

    @Test
    void theLongestFaultsAreTold() {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stretches.add(stretch(Status.CONNECTED, i * 100, i * 100 + 50));
            stretches.add(stretch(Status.DISCONNECTED, i * 100 + 50, i * 100 + 51 + i));
        }

        Trace trace = Trace.across(stretches, FROM);

        assertThat(trace.faults()).extracting(Stretch::from).containsExactly(at(450), at(350), at(250));
        assertThat(trace.more()).isEqualTo(2);
    }

    @Test
    void whatFlapsAllDayIsOneBlockAndTheWordsAreExact() {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < 1_440; i++) {
            stretches.add(new Stretch(Status.CONNECTED, true, at(i), at(i).plusSeconds(30)));
            stretches.add(new Stretch(Status.DISCONNECTED, true, at(i).plusSeconds(30), at(i + 1)));
        }

        Trace trace = Trace.across(stretches, FROM);

        assertThat(trace.off()).isEqualTo("M0 0h1440v20h-1440z");
        assertThat(trace.on()).isEmpty();
        assertThat(trace.faults())
                .first()
                .isEqualTo(new Stretch(Status.DISCONNECTED, true, at(2).plusSeconds(30), at(3)));
        assertThat(trace.more()).isEqualTo(1_437);
    }

    @Test
    void ofWhatFlapsForAnHourTheRestOfTheDayIsDrawnAsItWas() {
        List<Stretch> stretches = new ArrayList<>();
        stretches.add(stretch(Status.CONNECTED, 7, 600));
        for (int i = 600; i < 660; i++) {
            stretches.add(new Stretch(Status.DISCONNECTED, true, at(i), at(i).plusSeconds(1)));
            stretches.add(new Stretch(Status.CONNECTED, true, at(i).plusSeconds(1), at(i + 1)));
        }
        stretches.add(stretch(Status.UNKNOWN, 660, 700));

        Trace trace = Trace.upright(stretches, FROM);

        assertThat(trace.on()).isEqualTo("M10 7V600");
        assertThat(trace.off()).isEqualTo("M0 600v60h20v-60z");
        assertThat(trace.un()).isEqualTo("M10 660V700");
    }

    @Test
    void howeverADayWasItsPathsAreShortAndEachDisconnectionIsSeen() {
        for (int seed = 0; seed < 300; seed++) {
            List<Stretch> stretches = anyDay(new Random(seed));

            Trace trace = Trace.across(stretches, FROM);

            assertThat(trace.on() + trace.off() + trace.un() + trace.no())
                    .as("seed " + seed)
                    .hasSizeLessThan(3 * 1024)
                    .matches(paths -> paths.chars().filter(each -> each == 'M').count() <= Trace.MOST_PIECES);
            assertThat(stretches)
                    .as("seed " + seed)
                    .filteredOn(each -> each.status() == Status.DISCONNECTED)
                    .allMatch(each -> isCovered(trace.off(), each));
        }
    }

    /** One status after another, for longer or shorter, up to three thousand of them. */
    private static List<Stretch> anyDay(Random random) {
        List<Stretch> stretches = new ArrayList<>();
        int seconds = 86_400 / (1 + random.nextInt(3_000));
        Instant end = at(1_440);
        Status status = Status.CONNECTED;
        for (Instant at = FROM; at.isBefore(end); ) {
            Instant to = at.plusMillis(1 + random.nextInt(2_000 * seconds));
            stretches.add(new Stretch(status, true, at, to.isBefore(end) ? to : end));
            at = to;
            status = Status.values()[(status.ordinal() + 1 + random.nextInt(2)) % 3];
        }
        return stretches;
    }

    private static boolean isCovered(String off, Stretch stretch) {
        double from = Duration.between(FROM, stretch.from()).toMillis() / 60_000.0;
        double to = Duration.between(FROM, stretch.to()).toMillis() / 60_000.0;
        return Pattern.compile("M([\\d.]+) 0h([\\d.]+)v")
                .matcher(off)
                .results()
                .anyMatch(block -> Double.parseDouble(block.group(1)) <= from + 0.1
                        && Double.parseDouble(block.group(1)) + Double.parseDouble(block.group(2)) >= to - 0.1);
    }

    private static Stretch stretch(Status status, int from, int to) {
        return new Stretch(status, true, at(from), at(to));
    }

    private static Instant at(int minute) {
        return FROM.plusSeconds(minute * 60L);
    }
}
