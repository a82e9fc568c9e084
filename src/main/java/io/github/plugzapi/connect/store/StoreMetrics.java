package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.schedule.LastKnown;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.sqlite.SqliteFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** Tells Prometheus how the journal is, and in the log that a disk is nearly full, as long as something can be done about it. */
@Singleton
@Startup
class StoreMetrics {

    private static final Logger LOG = Logger.getLogger(StoreMetrics.class);

    /** With less than that of a disk free, it is nearly full. */
    private static final double LITTLE = 0.1;

    /** With as much it is not any more: at the very edge there would be no end of telling. */
    private static final double ENOUGH = 0.12;

    private static final String SIZE_OF_TABLES = "SELECT SUM(pg_total_relation_size(c.oid)) AS n FROM pg_class c"
            + " WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'";

    private final MeterRegistry registry;
    private boolean little;

    /**
     * A disk.
     *
     * @param free how many bytes of it this process may still use
     * @param total how many it has
     */
    record Disk(long free, long total) {

        private static Disk of(Path file) {
            try {
                FileStore store = Files.getFileStore(file.getParent());
                return new Disk(store.getUsableSpace(), store.getTotalSpace());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Inject
    StoreMetrics(Store store, Writer writer, StoreConfig config, Ticker ticker, MeterRegistry registry) {
        this.registry = registry;
        Optional<SqliteFile> file = SqliteFile.of(config.url());
        Gauge.builder("journal_writable", () -> store.trouble() == null ? 1 : 0)
                .description("Whether the journal can be written: 1 or 0")
                .register(registry);
        Gauge.builder("journal_waiting", writer::waiting)
                .description("Events and unreadable callbacks that wait to be written to the journal")
                .register(registry);
        LastKnown<Long> size = file.map(journal -> new LastKnown<>(ticker, () -> true, () -> size(journal)))
                .orElseGet(() -> new LastKnown<>(
                        ticker, () -> store.trouble() == null, () -> store.read(sql -> sql.number(SIZE_OF_TABLES))));
        gauge(
                "journal_size",
                "What the journal takes: the files of SQLite, or its tables in PostgreSQL",
                size,
                Long::doubleValue);
        file.ifPresent(journal -> watch(() -> Disk.of(journal.path()), ticker));
    }

    /** For tests, whose disk is as full as they say. */
    StoreMetrics(Supplier<Disk> disk, Ticker ticker, MeterRegistry registry) {
        this.registry = registry;
        watch(disk, ticker);
    }

    private void watch(Supplier<Disk> disk, Ticker ticker) {
        LastKnown<Disk> known = new LastKnown<>(ticker, () -> true, () -> {
            Disk now = disk.get();
            sayIfItIsNearlyFull(now);
            return now;
        });
        gauge("journal_free", "What is free on the disk of an SQLite journal", known, Disk::free);
        gauge("journal_disk", "How large the disk of an SQLite journal is", known, Disk::total);
    }

    private <T> void gauge(String name, String description, LastKnown<T> known, ToDoubleFunction<T> bytes) {
        Gauge.builder(name, () -> known.figure(bytes))
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    private static long size(SqliteFile journal) {
        try {
            return journal.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sayIfItIsNearlyFull(Disk disk) {
        if (!little && disk.free() < LITTLE * disk.total()) {
            little = true;
            LOG.warnf(
                    "The disk of the journal is nearly full: %d MiB of %d are free. Make room: without any, callbacks cannot"
                            + " be kept.",
                    mebibytes(disk.free()), mebibytes(disk.total()));
        } else if (little && disk.free() >= ENOUGH * disk.total()) {
            little = false;
            LOG.infof("The disk of the journal has room again: %d MiB are free", mebibytes(disk.free()));
        }
    }

    private static long mebibytes(long bytes) {
        return bytes / (1024 * 1024);
    }
}
