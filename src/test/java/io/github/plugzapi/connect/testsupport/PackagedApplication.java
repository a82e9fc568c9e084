package io.github.plugzapi.connect.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.config.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The packaged application as a process of its own: the native executable where the build made one, the jar otherwise. It
 * is configured by environment variables alone, listens on free ports and writes all its output to one file, which is
 * appended to when it is started again.
 */
public final class PackagedApplication implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://[^:]+:(\\d+)\\. Management interface listening on http://[^:]+:(\\d+)\\.");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        // A shared machine may be slow for a while: what must come is waited for as long wherever a test says nothing.
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final Path output;
    private final Map<String, String> environment;
    private final List<String> arguments;
    private Process process;
    private int port;
    private int managementPort;

    private PackagedApplication(Path directory, Map<String, String> environment, List<String> arguments) {
        this.directory = directory;
        this.output = directory.resolve("output.log");
        this.environment = environment;
        this.arguments = arguments;
    }

    /** Prepares the application without starting it; the directory is where it runs, and keeps its journal by default. */
    public static PackagedApplication in(Path directory, Map<String, String> environment, String... arguments) {
        return new PackagedApplication(directory, environment, List.of(arguments));
    }

    /** A port that nobody listens on, for what has to know its port beforehand. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Whether the native executable is what is tested. */
    public static boolean isNative() {
        return !System.getProperty("native.image.path", "").isEmpty();
    }

    /** Starts it and returns at once. */
    public PackagedApplication launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (isNative()) {
            command.add(System.getProperty("native.image.path"));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-jar");
            command.add(Path.of("target", "quarkus-app", "quarkus-run.jar")
                    .toAbsolutePath()
                    .toString());
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(PackagedApplication::isConfiguration);
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
        // Nobody has to hear first that it is not ready any more.
        builder.environment().put("QUARKUS_SHUTDOWN_DELAY", "0");
        builder.environment().putAll(environment);
        process = builder.start();
        return this;
    }

    private static boolean isConfiguration(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("QUARKUS_") || Variables.prefixes().stream().anyMatch(upper::startsWith);
    }

    /** Starts it and waits until it listens. */
    public PackagedApplication start() throws IOException {
        int before = output().length();
        launch();
        Awaitility.await("the start").pollInterval(Duration.ofMillis(20)).until(() -> {
            Matcher matcher = LISTENING.matcher(output().substring(before));
            if (!matcher.find()) {
                assertThat(process.isAlive()).as(output().substring(before)).isTrue();
                return false;
            }
            port = Integer.parseInt(matcher.group(1));
            managementPort = Integer.parseInt(matcher.group(2));
            return true;
        });
        return this;
    }

    /** Starts it and waits until it is ready. */
    public PackagedApplication startReady() throws IOException {
        start();
        Awaitility.await("readiness")
                .pollInterval(Duration.ofMillis(20))
                .until(() -> management("/q/health/ready").statusCode() == 200);
        return this;
    }

    /** Everything that it has printed, in all its runs. */
    public String output() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line of the output that a pattern is found in. */
    public void awaitOutput(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Awaitility.await(regex).pollInterval(Duration.ofMillis(20)).until(() -> pattern.matcher(output())
                .find());
    }

    /** Waits until it has ended by itself. */
    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        return process.exitValue();
    }

    /** The base URL of the public port. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The base URL of the management port. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Posts a callback as PlugZapi does. */
    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Gets something from the public port. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(URI.create(url() + path));
    }

    /** Gets something from the management port. */
    public HttpResponse<String> management(String path) throws IOException, InterruptedException {
        return get(URI.create(managementUrl() + path));
    }

    /** Whether this replica is the one that hands events on; false where it cannot be asked. */
    public boolean isDispatching() {
        try {
            return management("/q/metrics").body().lines().anyMatch("dispatching 1.0"::equals);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Tells it to end as Kubernetes does, with SIGTERM, and does not wait for that. */
    public void terminate() {
        process.destroy();
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Ends it as Kubernetes does, with SIGTERM, and waits for that. */
    public void stop() throws InterruptedException {
        process.destroy();
        awaitExit();
    }

    /** Ends it with SIGKILL: no handler of its own runs. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
