package io.github.plugzapi.connect.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets that the gateway says back, however it writes them. */
class SecretsTest {

    private static final String SECRET = "F6e1a/9 C4+\"d7\\b2=3A";

    static Stream<String> writings() {
        String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        return Stream.of(
                SECRET,
                SECRET.toLowerCase(),
                SECRET.toUpperCase(),
                "'" + SECRET + "'",
                SECRET.replace("\\", "\\\\").replace("\"", "\\\""),
                SECRET.replace("/", "\\/"),
                encoded,
                encoded.replace("+", "%20"),
                encoded.toLowerCase(),
                encoded.replace("%", "%25"),
                each("%%%02x"),
                each("%%%02X"),
                each("\\u%04x"),
                each("\\x%02x"),
                each("&#%d;"),
                each("&#x%X;"),
                SECRET.replace("\"", "&quot;"),
                SECRET.replaceAll("[^A-Za-z0-9]", ""),
                SECRET.replaceAll("(.)", "$1-"),
                SECRET.replaceAll("(.)", "$1\u0000"),
                SECRET.substring(0, 9) + "…",
                "…" + SECRET.substring(SECRET.length() - 10),
                SECRET.substring(0, 8) + "****" + SECRET.substring(SECRET.length() - 9));
    }

    private static String each(String format) {
        return SECRET.chars().mapToObj(c -> format.formatted(c)).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("writings")
    void areCutOutHoweverTheyAreWritten(String writing) {
        String cut = Secrets.of("another", SECRET).cutFrom("Client-Token " + writing + " not allowed");

        assertThat(cut).startsWith("Client-Token ").endsWith(" not allowed").contains("***");
        assertThat(cut.replaceAll("^Client-Token | not allowed$", "")).doesNotContainPattern("[a-zA-Z0-9]{3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://connect.example/base/webhooks/my%20instance/KEY-MARKER",
                "https:\\/\\/connect.example\\/webhooks\\/one\\/KEY-MARKER",
                "https%3A%2F%2Fconnect.example%2Fwebhooks%2Fone%2FKEY-MARKER",
                "https%3a%2f%2fconnect.example%2fwebhooks%2fone%2fKEY-MARKER",
                "https%253A%252F%252Fconnect.example%252FWebHooks%252Fone%252FKEY-MARKER",
            })
    void theKeyOfACallbackUrlIsCutOutWhosesoeverItIs(String url) {
        assertThat(Secrets.of().cutFrom("bad url: \"" + url + "\", and that is that"))
                .contains("bad url: ", "connect.example", "***", ", and that is that")
                .doesNotContain("MARKER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To continue sending a message, you must subscribe to this instance again",
                "Client-Token null not allowed",
                "your client-token is not configured",
                "203.0.113.7 not allowed",
                "Unable to find matching target resource method"
            })
    void theWordsThatASecretIsMadeOfStay(String sentence) {
        assertThat(Secrets.of("instance-token-1", "client-token-of-this-account", "x", null, " ")
                        .cutFrom(sentence))
                .isEqualTo(sentence);
    }

    @Test
    void aPhoneNumberIsMasked() {
        assertThat(Secrets.of().cutFrom("5544999999999 is no number of 203.0.113.7"))
                .isEqualTo("5544*******99 is no number of 203.0.113.7");
    }

    @Test
    void aLongTextIsCutWithoutDelay() {
        assertThat(Secrets.of("F00D".repeat(50)).cutFrom("%2".repeat(500_000) + "F00D"))
                .hasSizeLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 18, 19, 20, 100, 1_000})
    void ofATextThatIsCutNoBeginningOfOneIsLeft(int most) {
        String beginning = Secrets.of(SECRET).cutAloneFromBeginningOf("phone 5544999999999 " + SECRET.repeat(99), most);

        assertThat(beginning).hasSizeLessThanOrEqualTo(most).doesNotContain("F6e1");
        assertThat("phone 5544999999999 ***").startsWith(beginning);
    }

    @Test
    void aTextThatIsShortEnoughIsWhole() {
        assertThat(Secrets.of(SECRET).cutAloneFromBeginningOf("5544999999999 " + SECRET, 100))
                .isEqualTo("5544999999999 ***");
    }
}
