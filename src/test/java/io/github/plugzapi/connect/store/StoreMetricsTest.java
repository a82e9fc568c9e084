package io.github.plugzapi.connect.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.schedule.ManualTicker;
import io.github.plugzapi.connect.store.StoreMetrics.Disk;
import io.github.plugzapi.connect.testsupport.CapturedLog;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreMetricsTest {

    private static final long MEBIBYTE = 1024 * 1024;

    @TempDir
    Path folder;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ManualTicker ticker = new ManualTicker(new MovableClock());
    private Disk disk = new Disk(500 * MEBIBYTE, 1000 * MEBIBYTE);

    @ParameterizedTest
    @EnumSource
    void theMetricsTellWhetherTheJournalCanBeWrittenAndWhatItTakes(Database.Kind kind) throws Exception {
        Database database = kind.fresh(folder);
        try (RunningStore running = new RunningStore(database)) {
            running.measure(ticker, registry);
            assertThat(gauge("journal_writable")).isZero();

            running.start();
            tickUntilLookedUp();
            double empty = gauge("journal_size");

            assertThat(gauge("journal_writable")).isEqualTo(1);
            assertThat(gauge("journal_waiting")).isZero();
            assertThat(empty).isGreaterThan(50_000);
            running.store()
                    .write(sql ->
                            sql.update("INSERT INTO setting (name, value) VALUES ('large', ?)", randomText(2_000_000)));
            tickUntilLookedUp();
            assertThat(gauge("journal_size")).isGreaterThan(empty + 1_000_000);
        }
    }

    /** PostgreSQL would compress anything else. */
    private static String randomText(int length) {
        return new Random(1)
                .ints(length, 33, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void theMetricsTellWhatIsFreeOnTheDiskOfAnSqliteJournalAndHowLargeThatIs() throws Exception {
        try (RunningStore running = new RunningStore(Database.Kind.SQLITE.fresh(folder))) {
            running.measure(ticker, registry);
            tickUntilLookedUp();

            assertThat(gauge("journal_disk"))
                    .isEqualTo(Files.getFileStore(folder).getTotalSpace());
            assertThat(gauge("journal_free")).isPositive().isLessThanOrEqualTo(gauge("journal_disk"));
        }
    }

    @Test
    void thereIsNoDiskToTellOfWhereTheJournalIsOnPostgresql() throws Exception {
        try (RunningStore running = new RunningStore(Database.Kind.POSTGRESQL.fresh(folder))) {
            running.measure(ticker, registry);
            tickUntilLookedUp();

            assertThat(registry.find("journal_disk").gauge()).isNull();
            assertThat(registry.find("journal_free").gauge()).isNull();
        }
    }

    @Test
    void aDiskThatIsNearlyFullIsToldOnceAndOnceMoreWhenItHasRoomAgain() {
        new StoreMetrics(() -> disk, ticker, registry);
        try (CapturedLog log = CapturedLog.start()) {
            becomes(101);
            assertThat(told(log)).isEmpty();

            becomes(99);
            becomes(50);
            becomes(101);
            assertThat(told(log)).singleElement().asString().startsWith("WARN").contains("99 MiB of 1000 are free");

            becomes(120);
            becomes(500);
            assertThat(told(log))
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("INFO")
                    .contains("120 MiB are free");
            assertThat(gauge("journal_free")).isEqualTo(500 * MEBIBYTE);
            assertThat(gauge("journal_disk")).isEqualTo(1000 * MEBIBYTE);

            becomes(10);
            assertThat(told(log)).hasSize(3);
        }
    }

    private void becomes(long free) {
        disk = new Disk(free * MEBIBYTE, disk.total());
        tickUntilLookedUp();
    }

    private static List<String> told(CapturedLog log) {
        return log.lines().stream().filter(line -> line.contains("The disk")).toList();
    }

    private void tickUntilLookedUp() {
        for (int i = 0; i < 5; i++) {
            ticker.tick();
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
