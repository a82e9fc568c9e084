package io.github.plugzapi.connect.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneTest {

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "5544999999999, 5544999999999",
        "+55 (44) 99999-9999, 5544999999999",
        "' 55.44.99999.9999 ', 5544999999999",
        "5544999999999@s.whatsapp.net, 5544999999999",
        "5544999999999@c.us, 5544999999999",
        "5544999999999:17@s.whatsapp.net, 5544999999999",
        "12345678901234567890123456789012, 12345678901234567890123456789012",
    })
    void keepsTheDigitsOfWhatPeopleAndProgramsWrite(String written, String digits) {
        assertThat(Phone.parse(written).digits()).isEqualTo(digits);
    }

    @ParameterizedTest(name = "<{0}>")
    @NullSource
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "+",
                "@s.whatsapp.net",
                "٠١٢٣٤٥٦٧٨٩",
                "123456789012345678901234567890123",
            })
    void whatHoldsNoNumberIsAnUnknownNumber(String written) {
        Phone phone = Phone.parse(written);

        assertThat(phone).isEqualTo(Phone.unknown());
        assertThat(phone.isKnown()).isFalse();
        assertThat(phone.masked()).isEqualTo("an unknown number");
    }

    @ParameterizedTest(name = "{0} is shown as {1}")
    @CsvSource({
        "5544999999999, 5544*******99",
        "554499999999, 5544******99",
        "1234567890, 1234****90",
        "123456789, *********",
        "12345, *****",
        "1, *",
    })
    void aMaskedNumberTellsTheRegionAndItsLastDigitsAtMost(String digits, String masked) {
        assertThat(new Phone(digits).masked()).isEqualTo(masked);
    }

    @Test
    void aNumberInATextIsMasked() {
        assertThat("as " + new Phone("5544999999999")).isEqualTo("as 5544*******99");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+5544", "55 44", "abc", "٠١٢", "123456789012345678901234567890123"})
    void nothingButDigitsMakesANumber(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Phone(text));
    }
}
