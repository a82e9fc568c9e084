package io.github.plugzapi.connect.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.connection.ConnectionState.Status;
import io.github.plugzapi.connect.uptime.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private static Stretch stretch(Status status, int from, int to) {
        return new Stretch(status, true, at(from), at(to));
    }

    private static Instant at(int minute) {
        return FROM.plusSeconds(minute * 60L);
    }
}
