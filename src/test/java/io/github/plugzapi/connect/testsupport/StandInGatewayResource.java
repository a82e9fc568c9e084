package io.github.plugzapi.connect.testsupport;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Configures the application of the {@code @QuarkusTest}s: one instance that the gateway takes, one that it refuses, one
 * that it fails at; and a sink that takes all events.
 */
public final class StandInGatewayResource implements QuarkusTestResourceLifecycleManager {

    public static final String PUBLIC_URL = "https://connect.example/base";
    public static final String SECRET = "the-secret-of-the-tests";
    public static final String PREVIOUS_SECRET = "the-previous-secret-of-the-tests";

    public static final String ACCEPTED = "accepted-instance";
    public static final String ACCEPTED_TOKEN = "token-of-the-accepted-instance";
    public static final String REFUSED = "refused-instance";
    public static final String FAILING = "failing-instance";

    /** Of {@code admin}, and of {@code reader}. */
    public static final String ADMIN_PASSWORD = "password-of-the-admin";

    public static final String READER_PASSWORD = "password-of-the-reader";

    private StandInGateway gateway;
    private RecordingSink sink;
    private Path directory;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("plugzapi-connect-test");
            sink = new RecordingSink();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateway = StandInGateway.start();
        gateway.accepts(ACCEPTED);
        gateway.answers(REFUSED, jsonResponse("{\"error\":\"null not allowed\"}", 403));
        gateway.answers(FAILING, serverError());
        return Map.ofEntries(
                Map.entry("journal.url", "jdbc:sqlite:" + directory.resolve("journal.db")),
                Map.entry("plugzapi.url", gateway.url()),
                Map.entry("plugzapi.instances.sales.id", ACCEPTED),
                Map.entry("plugzapi.instances.sales.token", ACCEPTED_TOKEN),
                Map.entry("plugzapi.instances.support.id", REFUSED),
                Map.entry("plugzapi.instances.support.token", "token-of-the-refused-instance"),
                Map.entry("plugzapi.instances.billing.id", FAILING),
                Map.entry("plugzapi.instances.billing.token", "token-of-the-failing-instance"),
                Map.entry("webhook.public-url", PUBLIC_URL),
                Map.entry("webhook.secret", SECRET),
                Map.entry("webhook.previous-secret", PREVIOUS_SECRET),
                Map.entry("console.password", ADMIN_PASSWORD),
                Map.entry("console.reader-password", READER_PASSWORD),
                Map.entry("sinks.recording.url", sink.url()),
                Map.entry("sinks.recording.secret", RecordingSink.SECRET),
                // Long enough for a busy machine, short enough to wait for.
                Map.entry("quarkus.rest-client.plugzapi.read-timeout", "1500"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(gateway, new TestInjector.MatchesType(StandInGateway.class));
    }

    @Override
    public void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (sink != null) {
            sink.close();
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
