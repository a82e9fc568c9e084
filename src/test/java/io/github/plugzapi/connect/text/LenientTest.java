package io.github.plugzapi.connect.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientTest {

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "\"true\"", "\" True \"", "\"1\""})
    void aFlagIsSetHoweverItIsWritten(String json) throws JsonProcessingException {
        assertThat(Lenient.flag(new ObjectMapper().readTree(json))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"false\"", "\"FALSE\"", "\"0\""})
    void aFlagIsNotSetHoweverItIsWritten(String json) throws JsonProcessingException {
        assertThat(Lenient.flag(new ObjectMapper().readTree(json))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"yes\"", "2", "1.0", "{\"connected\":true}", "[true]"})
    void whatIsNoFlagTellsNothing(String json) throws JsonProcessingException {
        assertThat(Lenient.flag(new ObjectMapper().readTree(json))).isNull();
    }

    @Test
    void whereThereIsNoFlagNothingIsTold() {
        assertThat(Lenient.flag(MissingNode.getInstance())).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1580163342, 2020-01-27T22:15:42Z",
        "1580163342.5, 2020-01-27T22:15:42.500Z",
        "1580163342001, 2020-01-27T22:15:42.001Z",
        "1580163342001.9, 2020-01-27T22:15:42.001Z",
        "99999999999, 5138-11-16T09:46:39Z",
        "100000000000, 1973-03-03T09:46:40Z"
    })
    void aMomentIsInSecondsOrMillisecondsByItsSize(BigDecimal number, Instant moment) {
        assertThat(Lenient.moment(number)).isEqualTo(moment);
    }
}
