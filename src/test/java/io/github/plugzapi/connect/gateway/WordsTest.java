package io.github.plugzapi.connect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":\"NOT_FOUND\",\"message\":\"Unable to find matching target resource method\"}",
                "{\"error\":\"not_found\",\"message\":\"UNABLE TO FIND MATCHING TARGET RESOURCE METHOD.\"}",
                "{\"error\":\"NOT_FOUND\"}",
                "{\"error\":\" Not Found \",\"message\":null}",
                "{\"message\":\"Unable to find matching target resource method\"}",
                "{\"timestamp\":1,\"status\":404,\"error\":\"Not Found\",\"path\":\"/instances/x\"}"
            })
    void aCallThatTheGatewayDoesNotKnowIsToldLeniently(String answer) throws Exception {
        assertThat(Words.isUnknownCall(json(answer))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"value\":true}",
                "{\"error\":\"Instance not found\"}",
                "{\"error\":\"NOT_FOUND\",\"message\":\"Instance not found\"}",
                "{\"error\":\"You are not connected.\"}"
            })
    void anythingElseThatIsMissingIsNoUnknownCall(String answer) throws Exception {
        assertThat(Words.isUnknownCall(json(answer))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'your client-token is not configured', 'needs its security token: set PLUGZAPI_CLIENT_TOKEN'",
        "'null not allowed', 'needs its security token: set PLUGZAPI_CLIENT_TOKEN'",
        "'Client-Token null not allowed', 'needs its security token: set PLUGZAPI_CLIENT_TOKEN'",
        "'YOUR CLIENT-TOKEN IS NOT CONFIGURED.', 'set PLUGZAPI_CLIENT_TOKEN'",
        "'Client-Token F00D not allowed', 'not this account''s security token: check PLUGZAPI_CLIENT_TOKEN'",
        "'Client-Token 1.2.3.4 not allowed', 'check PLUGZAPI_CLIENT_TOKEN'",
        "'203.0.113.7 not allowed', 'allow this address in the provider''s panel'",
        "'IP 203.0.113.7 not allowed.', 'allow this address in the provider''s panel'",
        "'2001:db8::7 not allowed', 'allow this address in the provider''s panel'",
        "'[2001:DB8:0:0:0:0:0:7] not allowed', 'allow this address in the provider''s panel'",
        "'::ffff:203.0.113.7 not allowed', 'allow this address in the provider''s panel'",
        "'something not allowed', 'or check PLUGZAPI_CLIENT_TOKEN'",
        "'To continue sending a message, you must subscribe to this instance again', 'renew its subscription'"
    })
    void whatCanBeDoneFitsTheSentence(String sentence, String hint) {
        assertThat(Words.hint(400, sentence, false, "this and that"))
                .startsWith("; ")
                .contains(hint);
        assertThat(Words.hint(200, sentence, false, "this and that")).contains(hint);
    }

    @Test
    void whoHasConfiguredTheSecurityTokenIsNotToldToSetIt() {
        assertThat(Words.hint(400, "your client-token is not configured", true, "this and that"))
                .contains("check PLUGZAPI_CLIENT_TOKEN")
                .doesNotContain("set PLUGZAPI_CLIENT_TOKEN");
    }

    @Test
    void whereItSaysNothingTheStatusIsExplained() {
        assertThat(Words.hint(404, "", false, "this and that")).isEqualTo("; check this and that");
        assertThat(Words.hint(405, "Method not allowed", false, "this and that"))
                .endsWith("check PLUGZAPI_URL");
        assertThat(Words.hint(415, "", false, "this and that")).endsWith("removes Content-Type");
        assertThat(Words.hint(429, "", false, "this and that")).isEmpty();
        assertThat(Words.hint(500, "", false, "this and that")).isEmpty();
        assertThat(Words.hint(400, "nobody knows this sentence", false, "this and that"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"error\":\" one \"}', one",
        "'{\"error\":\"one\",\"message\":\"two\"}', one: two",
        "'{\"error\":\"one\",\"message\":\"one\"}', one",
        "'{\"error\":{\"message\":\"inside\"}}', inside",
        "'{\"error\":[\"a\",\"b\"]}', '[\"a\",\"b\"]'",
        "'{\"error\":true,\"message\":\"two\"}', two",
        "'{\"error\":17}', 17",
        "'{\"error\":null,\"message\":\"all is well\"}', ''",
        "'{\"error\":false}', ''",
        "'{\"error\":0}', ''",
        "'{\"error\":\"\"}', ''",
        "'{\"message\":\"all is well\"}', ''",
        "'{}', ''"
    })
    void anErrorIsReadInWhateverFormItIsTold(String answer, String error) throws Exception {
        assertThat(Words.error(json(answer))).isEqualTo(error);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
