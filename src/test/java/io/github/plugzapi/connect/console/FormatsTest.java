package io.github.plugzapi.connect.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.Phone;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    private static final Instant NOW = Instant.parse("2026-02-03T06:03:20Z");

    private final Formats portuguese = new Formats(NOW, Pages.PORTUGUESE);
    private final Formats english = new Formats(NOW, Locale.ENGLISH);

    @Test
    void aMomentOfTodayIsItsTimeInBrasilia() {
        assertThat(portuguese.at(Instant.parse("2026-02-03T03:49:12Z"))).isEqualTo("00:49");
    }

    @Test
    void aMomentOfAnotherDayHasThatDay() {
        Instant yesterday = Instant.parse("2026-02-03T02:59:59Z");

        assertThat(portuguese.at(yesterday)).isEqualTo("02/02 23:59");
        assertThat(english.at(yesterday)).isEqualTo("2 Feb 23:59");
    }

    @Test
    void aDayOfAnotherYearHasThatYear() {
        assertThat(portuguese.day(Instant.parse("2025-12-24T13:40:00Z"))).isEqualTo("24/12/2025");
    }

    @Test
    void eachPageSaysWhenItIs() {
        assertThat(portuguese.today()).isEqualTo("terça-feira, 3 de fevereiro, 03:03");
        assertThat(english.today()).isEqualTo("Tuesday, 3 February, 03:03");
        assertThat(portuguese.month(YearMonth.of(2026, 1))).isEqualTo("janeiro de 2026");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.4S, 0 s",
        "PT59S, 59 s",
        "PT60S, 1 min",
        "PT2H14M59S, 2 h 14 min",
        "PT3H, 3 h",
        "P3DT4H, 3 d 4 h",
        "P41D, 41 d",
        "PT-5S, 0 s"
    })
    void aLengthIsToldInTheUnitsThatSayMost(Duration length, String told) {
        assertThat(portuguese.length(length)).isEqualTo(told);
    }

    @Test
    void whoeverWasDownForSomeSecondsOfAMonthHasNot100Percent() {
        assertThat(portuguese.percent(OptionalDouble.of(0.999_999))).isEqualTo("99,99\u00a0%");
        assertThat(english.percent(OptionalDouble.of(1))).isEqualTo("100\u00a0%");
        assertThat(english.percent(OptionalDouble.empty())).isEqualTo("–");
    }

    @ParameterizedTest
    @CsvSource({
        "5544999999901, 55 44 9****-**01, 55 44 99999-9901",
        "554433334401, 55 44 ****-**01, 55 44 3333-4401",
        "'', –, –"
    })
    void aPhoneNumberIsWrittenAsInBrazil(String digits, String masked, String whole) {
        assertThat(portuguese.masked(new Phone(digits))).isEqualTo(masked);
        assertThat(portuguese.phone(new Phone(digits))).isEqualTo(whole);
    }

    @Test
    void ofAForeignNumberAsMuchIsHidden() {
        assertThat(portuguese.masked(new Phone("351912345678"))).doesNotContain("912345678");
    }
}
