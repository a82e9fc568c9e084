package io.github.plugzapi.connect.webhook;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final Instant RECEIVED = Instant.parse("2026-01-31T12:00:00.123Z");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        // seconds
        "1580163342, 2020-01-27T22:15:42Z",
        "1769860800, 2026-01-31T12:00:00Z",
        // milliseconds
        "1580163342000, 2020-01-27T22:15:42Z",
        "1580163342789, 2020-01-27T22:15:42.789Z",
        // as programs write numbers
        "' 1580163342 ', 2020-01-27T22:15:42Z",
        "1580163342.5, 2020-01-27T22:15:42.500Z",
        "1580163342.9999, 2020-01-27T22:15:42.999Z",
        "1580163342789.9, 2020-01-27T22:15:42.789Z",
        "1.580163342E9, 2020-01-27T22:15:42Z",
        "1.580163342789E12, 2020-01-27T22:15:42.789Z",
        "+1580163342, 2020-01-27T22:15:42Z",
        "0001580163342, 2020-01-27T22:15:42Z",
    })
    void isReadInSecondsOrMillisecondsByItsSize(String written, Instant moment) {
        assertThat(Moment.of(written, RECEIVED)).isEqualTo(new Moment(moment, RECEIVED, written.strip()));
    }

    @ParameterizedTest(name = "{0} is believed: {1}")
    @CsvSource({
        // 2009-01-01T00:00:00Z
        "1230768000, true",
        "1230767999, false",
        "1230768000000, true",
        "1230767999999, false",
        // one day after the receipt
        "1769947200, true",
        "1769947200123, true",
        "1769947200124, false",
        "1769947201, false",
    })
    void isBelievedFrom2009ToADayAhead(String written, boolean believed) {
        Instant moment = Moment.of(written, RECEIVED).instant();

        assertThat(!moment.equals(RECEIVED)).isEqualTo(believed);
    }

    @Test
    void isNeverThatOfTheReceiptWhereItIsBelieved() {
        String written = Long.toString(RECEIVED.toEpochMilli());

        assertThat(Moment.of(written, RECEIVED)).isEqualTo(new Moment(RECEIVED, RECEIVED.plusMillis(1), written));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                // the provider's own sample: the year 2798 in seconds, 1970 in milliseconds
                "26151515154",
                "0",
                "-1",
                "-1580163342",
                "99999999999",
                "100000000000",
                "1000000000000000",
                "1000000000000001",
                "9223372036854775807",
                "9223372036854775808",
                "1e999999999",
                "-1e999999999",
                "1e2147483647",
                "1e2147483648",
                "1e99999999999999999999",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x5E2F5F0E",
                "1580163342s",
                "1,580,163,342",
                "2020-01-27T22:15:42Z",
                "true",
                "momment",
            })
    void whatIsNotBelievedBecomesTheTimeOfReceiptAndItsTextIsKept(String written) {
        assertThat(Moment.of(written, RECEIVED)).isEqualTo(new Moment(RECEIVED, RECEIVED, written));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1e-999999999", "1580163342e-99999999", "1e-2147483647", "0e-999999999", "0e999999999"})
    void aFewCharactersCannotKeepTheProcessorBusy(String written) {
        Moment moment = assertTimeoutPreemptively(ofSeconds(5), () -> Moment.of(written, RECEIVED));

        assertThat(moment).isEqualTo(new Moment(RECEIVED, RECEIVED, written));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   ", "\t\n"})
    void nothingIsTheTimeOfReceiptWithoutAText(String written) {
        assertThat(Moment.of(written, RECEIVED)).isEqualTo(new Moment(RECEIVED, RECEIVED, null));
    }

    @Test
    void anAbsurdlyLongTextIsNotBelievedAndIsCut() {
        String written = "1580163342" + "0".repeat(60_000);

        assertThat(Moment.of(written, RECEIVED)).isEqualTo(new Moment(RECEIVED, RECEIVED, written.substring(0, 64)));
    }
}
