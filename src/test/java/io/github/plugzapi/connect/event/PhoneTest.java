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
        "5544999999999@S.WhatsApp.Net, 5544999999999",
        "+5544999999999@c.us, 5544999999999",
        "5544999999999:17@s.whatsapp.net, 5544999999999",
        "5544999999999.0:17@s.whatsapp.net, 5544999999999",
        "5544999999999_1:17@s.whatsapp.net, 5544999999999",
        "5544999999999:17, 5544999999999",
        "+55 44 99999-9999, 5544999999999",
        "'\u202A+55\u00A044\u00A099999\u20119999\u202C', 5544999999999",
        "29012345, 29012345",
        "123456789012345, 123456789012345",
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
                "5544999999٩٩9",
                "5544999 or so",
                "1234567",
                "1234567890123456",
                "123456789012345678901234567890123",
                "0000000000000",
                "044999999999",
                "123456789012345@lid",
                "123456789012345:12@lid",
                "123456789012345@hosted.lid",
                "120363025246125486@g.us",
                "5511999999999-1623281429@g.us",
                "5511999999999-1623281429",
                "120363019502650977-group",
                "status@broadcast",
                "5544999999999@newsletter",
                "5544999999999@s.whatsapp.net.example",
                "5544999999999@",
                "1234567@s.whatsapp.net",
                "1234567890123456@s.whatsapp.net",
            })
    void whatHoldsNoNumberIsAnUnknownNumber(String written) {
        Phone phone = Phone.parse(written);

        assertThat(phone).isEqualTo(Phone.unknown());
        assertThat(phone.isKnown()).isFalse();
        assertThat(phone.masked()).isEqualTo("an unknown number");
    }

    @ParameterizedTest(name = "{0} is also written {1}")
    @CsvSource({
        "5544999999999, 554499999999",
        "5511987654321, 551187654321",
        "5599961234567, 559961234567",
        "5511971234567, 551171234567",
    })
    void aBrazilianMobileNumberIsTheSameWithAndWithoutTheNinthDigit(String longer, String shorter) {
        assertThat(new Phone(longer).forms()).containsExactly(new Phone(longer), new Phone(shorter));
        assertThat(new Phone(shorter).forms()).containsExactly(new Phone(shorter), new Phone(longer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "554433333333", // a landline
                "551121234567",
                "5511951234567", // a mobile number that never was without the ninth digit: 551151234567 is a landline
                "5544899999999", // a ninth digit is a 9
                "5504999999999", // no area code has a zero
                "5540999999999",
                "4915112345678", // another country
                "5491123456789",
                "55449999999",
                "55449999999999",
                "55",
            })
    void anyOtherNumberIsWrittenInOneWay(String digits) {
        assertThat(new Phone(digits).forms()).containsExactly(new Phone(digits));
    }

    @Test
    void anUnknownNumberIsWrittenInNoWay() {
        assertThat(Phone.unknown().forms()).isEmpty();
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
