package io.github.plugzapi.connect.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.plugzapi.connect.audit.Audit.Entry;
import io.github.plugzapi.connect.audit.Audit.Note;
import io.github.plugzapi.connect.dispatch.RunningJournal;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.instance.InstanceFixtures;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class AuditTest {

    @Parameter
    Database.Kind kind;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Database database;
    private RunningJournal running;
    private Audit audit;

    @BeforeEach
    void begin() throws SQLException {
        database = kind.fresh(folder);
        running = new RunningJournal(database);
        audit = new Audit(
                running.store(),
                InstanceFixtures.instances(Map.of(
                        "plugzapi.instances.sales.id", "3B12",
                        "plugzapi.instances.sales.token", "TokenMarker1")),
                clock);
    }

    @AfterEach
    void end() {
        running.close();
    }

    @Test
    void whatSomebodyDidIsKeptAndOneLineOfTheLog() {
        List<String> lines;
        try (CapturedLog log = CapturedLog.start()) {
            note(new Note("admin", "10.0.0.7", Action.RESTART, "3B12", null, "answered ok"));
            note(new Note("admin", null, Action.PAUSE, null, "crm", "paused"));
            lines = log.lines().stream().filter(line -> line.contains("admin")).toList();
        }

        assertThat(lines)
                .containsExactly(
                        "INFO [" + Audit.class.getName()
                                + "] admin from 10.0.0.7 did: restart sales (3B12): answered ok",
                        "INFO [" + Audit.class.getName() + "] admin did: pause crm: paused");
        assertThat(audit.page(null, 10, null))
                .extracting(
                        Entry::at,
                        Entry::who,
                        Entry::fromAddress,
                        Entry::action,
                        Entry::instance,
                        Entry::about,
                        Entry::outcome)
                .containsExactly(
                        tuple(
                                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                "admin",
                                null,
                                "pause",
                                null,
                                "crm",
                                "paused"),
                        tuple(
                                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                "admin",
                                "10.0.0.7",
                                "restart",
                                "3B12",
                                null,
                                "answered ok"));
    }

    @Test
    void noSecretAndNoNumberIsKeptOrLoggedAndNothingIsLong() {
        try (CapturedLog log = CapturedLog.start()) {
            note(new Note(
                    "a\nb".repeat(500),
                    "f".repeat(500),
                    Action.RESTART,
                    "3B12",
                    "+55 44 99999-1234",
                    "TokenMarker1 of 5544999991234\n" + "x".repeat(5_000)));

            assertThat(log.text()).doesNotContain("TokenMarker1", "99999-1234", "5544999991234", "a\nb");
        }
        assertThat(audit.page(null, 1, null)).singleElement().satisfies(entry -> {
            assertThat(entry.toString()).doesNotContain("TokenMarker1", "99999-1234", "5544999991234", "\n");
            assertThat(entry.toString()).hasSizeLessThan(1_500);
            assertThat(entry.outcome()).startsWith("*** of 5544*******34");
        });
    }

    @Test
    void itIsReadPageByPageTheNewestFirst() {
        IntStream.range(0, 7)
                .forEach(i -> note(new Note("admin", null, Action.ASK, i % 2 == 0 ? "even" : "odd", "do" + i, null)));

        List<Entry> first = audit.page(null, 3, null);
        assertThat(first).extracting(Entry::about).containsExactly("do6", "do5", "do4");
        assertThat(audit.page(first.get(2).id(), 3, null))
                .extracting(Entry::about)
                .containsExactly("do3", "do2", "do1");
        assertThat(audit.page(null, 3, "odd")).extracting(Entry::about).containsExactly("do5", "do3", "do1");
        assertThat(audit.page(first.get(1).id(), 2, "odd"))
                .extracting(Entry::about)
                .containsExactly("do3", "do1");
        assertThat(audit.page(null, 0, null)).hasSize(1);
    }

    @Test
    void whatCannotBeKeptIsSaidAllTheSame() {
        database.execute("ALTER TABLE audit RENAME TO away");
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(audit.note(new Note("admin", null, Action.RESTART, "3B12", null, "answered ok")))
                    .failsWithin(Duration.ofSeconds(30));

            assertThat(log.text())
                    .contains("admin did: restart sales (3B12): answered ok", "WARN", "could not be noted");
        }
    }

    @Test
    void afterFourHundredDaysItIsForgotten() {
        note(new Note("admin", null, Action.PAUSE, null, null, null));
        clock.forward(Audit.KEPT.plusSeconds(1));
        note(new Note("admin", null, Action.RESUME, null, null, null));

        audit.purge();

        assertThat(audit.page(null, 10, null)).extracting(Entry::action).containsExactly("resume");
    }

    @Test
    void noMoreIsKeptThanADiskHolds() {
        note(new Note("admin", null, Action.PAUSE, null, null, null));
        database.execute(
                "INSERT INTO audit (id, at, who, action) " + (database.isShared() ? "OVERRIDING SYSTEM VALUE " : "")
                        + "SELECT id + " + Audit.MOST + ", at, who, 'new' FROM audit");

        audit.purge();

        assertThat(audit.page(null, 10, null)).extracting(Entry::action).containsExactly("new");
    }

    @Test
    void whatIsAboutAnErasedInstanceOrNumberIsForgotten() {
        note(new Note("admin", null, Action.RESTART, "3B12", null, null));
        note(new Note("admin", null, Action.ERASE, null, null, null));
        database.execute(
                "UPDATE audit SET about = '5544999991234', outcome = 'of +55 (44) 99999-1234' WHERE action = 'erase'");

        running.erasure(audit).instance("3B12");
        running.erasure(audit).phone(new Phone("5544999991234"));

        assertThat(audit.page(null, 10, null)).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("erase");
            assertThat(entry.about()).isNull();
            assertThat(entry.outcome()).isNull();
        });
    }

    private void note(Note note) {
        assertThat(audit.note(note)).succeedsWithin(Duration.ofSeconds(30));
    }
}
