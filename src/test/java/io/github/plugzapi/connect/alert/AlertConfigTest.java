package io.github.plugzapi.connect.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertConfigTest {

    @Test
    void messagesAreInPortugueseAndNobodyIsReminded() {
        AlertConfig config = read(Map.of(), AlertConfig.class);

        assertThat(config.language()).isEqualTo("pt");
        assertThat(config.grouping()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.remindEvery()).isEmpty();
    }

    @Test
    void whatIsSetCounts() {
        AlertConfig config = read(
                Map.of(
                        "ALERTS_LANGUAGE", "en",
                        "ALERTS_GROUPING", "1m",
                        "ALERTS_REMIND_EVERY", "4h",
                        "ALERTS_TO_OPS", "mailto:ops@example.com"),
                AlertConfig.class);

        assertThat(config.language()).isEqualTo("en");
        assertThat(config.grouping()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.remindEvery()).contains(Duration.ofHours(4));
    }

    @Test
    void theConsoleIsWhereCallbacksAreSentToUnlessItIsSaidToBeElsewhere() {
        assertThat(read(Map.of(), ConsoleConfig.class).url()).isEmpty();
        assertThat(read(Map.of("WEBHOOK_PUBLIC_URL", "https://connect.example"), ConsoleConfig.class)
                        .url())
                .contains("https://connect.example");
        assertThat(read(
                                Map.of(
                                        "WEBHOOK_PUBLIC_URL", "https://connect.example",
                                        "CONSOLE_URL", "https://console.example"),
                                ConsoleConfig.class)
                        .url())
                .contains("https://console.example");
    }

    private static <T> T read(Map<String, String> environment, Class<T> mapping) {
        return Sources.map(Configuration.ofEnvironment(environment), mapping);
    }
}
