package io.github.plugzapi.connect.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that says nothing for a while. Its processes are stopped, so that it keeps its connections, as behind a network
 * that swallows everything.
 */
public final class Silence {

    private Silence() {}

    /** What is done meanwhile. */
    public interface Work {

        void run() throws Exception;
    }

    public static void during(EmbeddedPostgres postgres, Work work) throws Exception {
        Path folder = Path.of(Database.of(postgres, "postgres")
                .column("SELECT current_setting('data_directory')")
                .get(0));
        String pid = Files.readAllLines(folder.resolve("postmaster.pid")).get(0);
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        List<ProcessHandle> server =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        signal("STOP", server);
        try {
            work.run();
        } finally {
            signal("CONT", server);
        }
    }

    private static void signal(String name, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
