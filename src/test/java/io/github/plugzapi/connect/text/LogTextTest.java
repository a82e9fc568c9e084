package io.github.plugzapi.connect.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @Test
    void nothingIsAnEmptyText() {
        assertThat(LogText.oneLine(null)).isEmpty();
    }

    @Test
    void whatIsNoCharacterOfALineIsAQuestionMark() {
        assertThat(LogText.oneLine("a\nb\0c\u2028d")).isEqualTo("a?b?c?d");
    }

    @ParameterizedTest
    @CsvSource({
        "5544999999999, 5544*******99",
        "554499999999, 5544******99",
        "+5544999999999, +5544*******99",
        "5544999999999@s.whatsapp.net, 5544*******99@s.whatsapp.net",
        "5544999999999:12@c.us, 5544*******99:12@c.us",
        "+55 (44) 99999-9999, +55 (44) *****-**99",
        "+55 44 9.9999.9999, +55 44 *.****.**99",
        "'the numbers 5544999999999, 4915112345678.', 'the numbers 5544*******99, 4915*******78.'",
        "phone=5544999999999;, phone=5544*******99;",
        "+45 12345678, +45 12****78",
        "+4512345, +4512345",
        "+290 12345, +*** *****",
    })
    void aPhoneNumberIsMasked(String text, String masked) {
        assertThat(LogText.oneLine(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3C01F2D4A5B6978812345678901234AB",
                "12345678901234567890123456789012",
                "550e8400-e29b-41d4-a716-446655440000",
                "instance-550e8400-e29b-41d4-a716-446655440000",
                "sales_5544999999999",
                "2026-11-25T10:00:00.123Z",
                "2026-11-25 10:00:00 +0000",
                "2026-11-25T10:00:00+00:00",
                "+0000 2026-11-25",
                "203.0.113.7 not allowed",
                "192.168.100.200",
                "Error 404, 1234567 bytes",
            })
    void whatIsNoPhoneNumberStaysReadable(String text) {
        assertThat(LogText.oneLine(text)).isEqualTo(text);
    }

    @Test
    void aLongTextIsCutAndShowsNoPartOfANumberThatStoodAtTheCut() {
        for (int length = 285; length <= 300; length++) {
            assertThat(LogText.oneLine(" ".repeat(length) + "5544999999999"))
                    .hasSizeLessThanOrEqualTo(301)
                    .doesNotContain("55449");
            assertThat(LogText.oneLine(" ".repeat(length) + "+55 (44) 99999-9999"))
                    .doesNotContain("9999");
        }
        assertThat(LogText.oneLine("x".repeat(500))).isEqualTo("x".repeat(300) + "…");
    }
}
