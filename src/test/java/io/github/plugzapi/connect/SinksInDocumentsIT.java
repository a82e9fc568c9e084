package io.github.plugzapi.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.plugzapi.connect.testsupport.Callbacks;
import io.github.plugzapi.connect.testsupport.PackagedApplication;
import io.github.plugzapi.connect.testsupport.RecordingSink;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The receivers in the documents, run as they stand there. */
class SinksInDocumentsIT {

    private static final String SECRET = "the secret of these tests";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"node, docs/sinks/sink.mjs", "python3, docs/sinks/sink.py"})
    void aReceiverVerifiesTheSignatureAndPrintsTheEvent(String command, String file) throws Exception {
        assumeThat(isThere(command)).as("%s is there", command).isTrue();
        int port = PackagedApplication.freePort();
        Path printed = directory.resolve("printed.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        command, Path.of(file).toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(Map.of("PORT", "" + port, "SINK_SECRET", RecordingSink.SECRET));
        Process sink = builder.start();
        try (PackagedApplication application = PackagedApplication.in(directory, environment(port))) {
            await().until(() -> isListening(port));
            application.startReady();

            application.post(Callbacks.path("one", SECRET), "{\"connected\":true}");

            await().untilAsserted(() -> assertThat(Files.readString(printed)).contains("connected"));
            await().until(() -> application
                    .management("/q/metrics")
                    .body()
                    .contains("deliveries_total{outcome=\"delivered\",sink=\"example\"} 1.0"));
        } finally {
            sink.destroyForcibly();
        }
    }

    private static Map<String, String> environment(int port) {
        return Map.of(
                "WEBHOOK_SECRET",
                SECRET,
                "SINKS_EXAMPLE_URL",
                "http://127.0.0.1:" + port,
                "SINKS_EXAMPLE_SECRET",
                RecordingSink.SECRET);
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"sink.mjs", "sink.py"})
    void theyAreTheSameInTheReadmeAsInTheirFiles(String file) throws Exception {
        assertThat(Files.readString(Path.of("README.md"))).contains(Files.readString(Path.of("docs/sinks", file)));
    }
}
