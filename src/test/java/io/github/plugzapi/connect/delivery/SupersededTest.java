package io.github.plugzapi.connect.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Occurrence;
import io.github.plugzapi.connect.event.OutageEnded;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.Events;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SupersededTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private Database database;
    private RunningSinks running;

    @BeforeEach
    void open() throws Exception {
        database = kind.fresh(folder);
        running = new RunningSinks(database);
    }

    @AfterEach
    void close() {
        running.close();
    }

    private boolean isSuperseded(long seq, ConnectionEvent event) {
        return running.superseded.isSuperseded(RunningSinks.entry(seq, event));
    }

    @Test
    void anEventThatIsLateAndThatALaterOneHasOvertakenIsSuperseded() {
        ConnectionEvent lost = Events.disconnected("a", 1);
        ConnectionEvent back = Events.connected("a", 2);
        running.journal.keep(lost, back);
        running.clock.forward(LONG);

        assertThat(isSuperseded(1, lost)).isTrue();
        assertThat(isSuperseded(2, back)).isFalse();
    }

    @Test
    void anEventThatIsNewsIsNotSupersededWhateverCameAfterIt() {
        ConnectionEvent lost = Events.disconnected("a", 1);
        running.journal.keep(lost, Events.connected("a", 2));
        running.clock.forward(Superseded.LATE.minusMillis(1));

        assertThat(isSuperseded(1, lost)).isFalse();
    }

    @Test
    void anEventOfAnotherInstanceSupersedesNothing() {
        ConnectionEvent lost = Events.disconnected("a", 1);
        running.journal.keep(lost, Events.connected("b", 2));
        running.clock.forward(LONG);

        assertThat(isSuperseded(1, lost)).isFalse();
    }

    @Test
    void anOutageIsSupersededByItsEndAndNotByAState() {
        ConnectionEvent outage = Events.concluded("a", 1);
        running.journal.keep(outage, Events.connected("a", 2));
        running.clock.forward(LONG);
        assertThat(isSuperseded(1, outage)).isFalse();

        running.journal.keep(new OutageEnded(
                Occurrence.learnt("a", Events.MOMENT, Events.MOMENT, Source.DERIVED, "3"),
                Events.MOMENT.minusSeconds(60)));
        running.clock.forward(LONG);
        assertThat(isSuperseded(1, outage)).isTrue();
    }

    @Test
    void whatThisVersionCannotReadIsNotSupersededAndSupersedesNothing() {
        ConnectionEvent lost = Events.disconnected("a", 1);
        running.journal.keep(lost);
        database.execute("INSERT INTO event (id, instance, kind, moment, received_at, source, data)"
                + " VALUES ('future', 'a', 'renamed', 1, 1, 'webhook', '{}')");
        running.clock.forward(LONG);

        assertThat(isSuperseded(1, lost)).isFalse();
        assertThat(running.superseded.isSuperseded(new JournalEntry(1, "a", null, "{}")))
                .isFalse();
    }

    @Test
    void whatCameAfterwardsIsKnownAFewSecondsLater() {
        ConnectionEvent lost = Events.disconnected("a", 1);
        running.journal.keep(lost);
        running.clock.forward(LONG);
        assertThat(isSuperseded(1, lost)).isFalse();

        running.journal.keep(Events.connected("a", 2));
        running.clock.forward(Duration.ofSeconds(5));
        assertThat(isSuperseded(1, lost)).isTrue();
    }
}
