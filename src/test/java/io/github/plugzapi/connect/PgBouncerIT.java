package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.Programs;
import io.github.plugzapi.connect.testsupport.SteadyLoad;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application behind a real PgBouncer, where that is installed. */
class PgBouncerIT {

    private static final String SECRET = "the secret behind a pool";

    /** It refuses to run as root. */
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");

    @TempDir
    Path directory;

    @Test
    void replicasLoseNothingWhereTheNextTransactionIsOnAnotherConnection() throws Exception {
        Optional<Path> executable = Programs.find("pgbouncer");
        assumeTrue(executable.isPresent(), "PgBouncer is installed");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            int port = PackagedApplication.freePort();
            Process pool = pool(executable.get(), port, postgres.getPort());
            try (PackagedApplication one = replica("one", port).startReady();
                    PackagedApplication two = replica("two", port).startReady()) {
                AtomicInteger turn = new AtomicInteger();
                try (SteadyLoad load =
                        new SteadyLoad(SECRET, () -> (turn.getAndIncrement() % 2 == 0 ? one : two).url())) {
                    await().until(() -> load.kept() >= 500);
                    assertThat(load.stop()).isEmpty();
                    assertThat(Database.of(postgres, "postgres").count("event WHERE source = 'webhook'"))
                            .isEqualTo(load.kept());
                }
            } finally {
                pool.destroyForcibly().waitFor();
            }
        }
    }

    /** As it comes, but for the transactions: each gets whichever connection is free. */
    private Process pool(Path executable, int port, int target) throws IOException {
        Path settings = Files.createTempDirectory("pgbouncer").resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                """.formatted(target, port));
        List<String> command = new ArrayList<>(System.getProperty("user.name").equals("root") ? AS_NOBODY : List.of());
        command.addAll(List.of(executable.toString(), "-q", settings.toString()));
        if (command.contains("setpriv")) {
            settings.getParent().toFile().setExecutable(true, false);
            settings.getParent().toFile().setReadable(true, false);
            settings.toFile().setReadable(true, false);
        }
        return Programs.serve(command, port);
    }

    private PackagedApplication replica(String name, int port) throws IOException {
        Map<String, String> environment = new HashMap<>(
                new Database("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres").environment());
        environment.put("WEBHOOK_SECRET", SECRET);
        return PackagedApplication.in(Files.createDirectories(directory.resolve(name)), environment);
    }
}
