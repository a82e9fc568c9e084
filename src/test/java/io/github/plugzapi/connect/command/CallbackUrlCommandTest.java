package io.github.plugzapi.connect.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.webhook.CallbackKey;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlCommandTest {

    private static final String SECRET = "a secret that nobody guesses";
    private static final String PUBLIC_URL = "https://connect.example/base";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "  " + SECRET + "\n"})
    void itPrintsTheCallbackUrlAndNothingElse(String secret) {
        CommandLine printed = CommandLine.run(
                Map.of("WEBHOOK_PUBLIC_URL", " " + PUBLIC_URL + "/ ", "WEBHOOK_SECRET", secret),
                "callback-url",
                "any.instance");

        assertThat(printed)
                .isEqualTo(new CommandLine(
                        0,
                        PUBLIC_URL + "/webhooks/any.instance/" + new CallbackKey(SECRET).of("any.instance")
                                + System.lineSeparator(),
                        ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void itSaysWhatIsMissing(String empty) {
        CommandLine refused = CommandLine.run(
                Map.of(
                        "JOURNAL_URL", "jdbc:sqlite:" + folder.resolve("none.db"),
                        "WEBHOOK_PUBLIC_URL", empty,
                        "WEBHOOK_SECRET", empty),
                "callback-url",
                "sales");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("WEBHOOK_PUBLIC_URL is missing", "WEBHOOK_SECRET is missing");
        assertThat(refused.out()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void itPrintsNoUrlThatPlugzapiWouldNotCall() {
        CommandLine refused = CommandLine.run(
                Map.of(
                        "WEBHOOK_PUBLIC_URL",
                        "http://connect.example",
                        "WEBHOOK_SECRET",
                        SECRET,
                        "WEBHOOK_SECRETS",
                        "x"),
                "callback-url",
                "sales");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("WEBHOOK_PUBLIC_URL must start with https://", "WEBHOOK_SECRETS is not understood");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void itAsksWhichInstance() {
        assertThat(CommandLine.run(Map.of(), "callback-url").err()).contains("callback-url INSTANCE");
        assertThat(CommandLine.run(Map.of(), "callback-url", " ").exitCode()).isEqualTo(2);
        assertThat(CommandLine.run(Map.of(), "callback-url", "one", "two").exitCode())
                .isEqualTo(2);
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThatThereAre() {
        CommandLine refused = CommandLine.run(Map.of(), "callback-urls");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("Unknown command 'callback-urls'", "callback-url INSTANCE", "'check'");
    }
}
