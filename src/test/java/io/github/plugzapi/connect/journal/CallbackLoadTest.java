package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackLoadTest {

    private static final String BEGINNING =
            "2026-11-25 23:50:00,1 DEBUG [io.git] (events) load-7 was connected at 2026-11-24T23:20:01.234";
    private static final String LINE = BEGINNING + "Z, says a callback that comes late";

    @ParameterizedTest
    @ValueSource(strings = {"", "Z", "Z, says a callback"})
    void aLineIsReadOnceItsMomentIsWhole(String rest) {
        assertThat(CallbackLoad.recorded(BEGINNING + rest)).hasSize(rest.isEmpty() ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 10, 12})
    void aLineThatSigkillToreRecordsNothingAndTheOneWrittenBehindItDoes(int missing) {
        String torn = BEGINNING.substring(0, BEGINNING.length() - missing);

        Map<String, Set<Long>> recorded = CallbackLoad.recorded(torn + LINE + "\n");

        assertThat(recorded)
                .containsExactly(Map.entry(
                        "load-7",
                        Set.of(Instant.parse("2026-11-24T23:20:01.234Z").toEpochMilli())));
    }

    @Test
    void everyWholeLineOfAnInstanceIsReadInItsOrder() {
        String second = LINE.replace("01.234Z", "00Z");

        assertThat(List.copyOf(CallbackLoad.recorded(LINE + "\n" + second).get("load-7")))
                .containsExactly(
                        Instant.parse("2026-11-24T23:20:01.234Z").toEpochMilli(),
                        Instant.parse("2026-11-24T23:20:00Z").toEpochMilli());
    }
}
