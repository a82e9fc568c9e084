package io.github.plugzapi.connect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.dispatch.RetentionConfig;
import io.github.plugzapi.connect.testsupport.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "90d, PT2160H",
        "10m, PT10M",
        "30s, PT30S",
        "500ms, PT0.5S",
        "1.5s, PT1.5S",
        "1h30m, PT1H30M",
        "1d12h, PT36H",
        "2D3H4M5S6MS, PT51H4M5.006S",
        "PT1H30M, PT1H30M",
        "P1DT12H, PT36H",
        "pt1h, PT1H",
        "36500d, PT876000H",
    })
    void aDurationHasAUnit(String text, Duration duration) {
        assertThat(Value.duration().problem(text, false)).isEmpty();
        assertThat(Duration.parse(Value.duration().normal(text))).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "0", "-1", "+5", "1.5", "007", "1,000"})
    void aNumberAloneIsAProblemThatSaysSo(String text) {
        assertThat(Value.duration().problem(text, false))
                .contains("must be a duration with a unit, such as 90d, 10m or 30s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0s",
                "PT0S",
                "-10m",
                "PT-1H",
                "for ever",
                "5 parsecs",
                "1m1h",
                "1w",
                "1h 30m",
                "P1M",
                "P1Y",
                "d",
                "PT",
                "99999999999999999999d",
                "PT99999999999999999999H",
                "1.5h",
                "٣d"
            })
    void whatIsNoDurationIsAProblem(String text) {
        assertThat(Value.duration().problem(text, false))
                .contains("must be a duration longer than zero, such as 90d, 10m or 30s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"36501d", "999999999999d", "PT2562047788015215H", "109500d"})
    void whatNobodyCanReckonWithIsAProblem(String text) {
        assertThat(Value.duration().problem(text, false)).contains("must be at most 36500d");
    }

    @ParameterizedTest
    @CsvSource({
        "journal.retention, 59m59s, 1h",
        "journal.retention, 30s, 1h",
        "registration.check-every, 999ms, 1s",
        "reconciliation.every, 1ms, 1s",
    })
    void whatWouldBeTooOftenOrTooShortIsAProblem(String property, String tooShort, String least) {
        assertThat(problems(property, tooShort))
                .containsExactly(Variable.inEnvironment(property) + " must be at least " + least);
        assertThat(problems(property, least)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"30001ms", "1m", "36500d", "36501d"})
    void aPatienceThatHoldsUpAStartForTooLongIsAProblem(String tooLong) {
        assertThat(problems("webhook.patience", tooLong)).containsExactly("WEBHOOK_PATIENCE must be at most 30s");
        assertThat(problems("webhook.patience", "30s")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1d12h", "PT36H", " 36h\n"})
    void aMappingHoldsTheDurationHoweverItIsWritten(String text) {
        assertThat(Configuration.of(RetentionConfig.class, Map.of("journal.retention", text))
                        .retention())
                .isEqualTo(Duration.ofHours(36));
    }

    private static List<String> problems(String property, String text) {
        return ConfigurationCheck.problems(Configuration.of(Map.of(property, text)), false);
    }
}
