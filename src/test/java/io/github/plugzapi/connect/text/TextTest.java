package io.github.plugzapi.connect.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.testsupport.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextTest {

    private enum Some {
        THIS,
        THAT_ONE
    }

    @Test
    void whatIsLongerIsCut() {
        assertThat(Text.cut("abc", 3)).isEqualTo("abc");
        assertThat(Text.cut("abcd", 3)).isEqualTo("abc");
        assertThat(Text.cut(null, 3)).isNull();
    }

    @Test
    void noCharacterIsCutInTwo() {
        assertThat(Text.cut("ab\ud83d\ude00", 3)).isEqualTo("ab");
        assertThat(Text.cut("ab\ud83d\ude00", 4)).isEqualTo("ab\ud83d\ude00");
        assertThat(Text.cut("\ud83d\ude00", 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Database.Kind.class)
    void whatIsCleanIsKeptAsItIs(Database.Kind kind, @TempDir Path folder) throws Exception {
        try (Connection connection = kind.fresh(folder).connect()) {
            connection.createStatement().execute("CREATE TABLE kept (said TEXT)");
            for (String odd : new String[] {
                "a\0b", "\0", "a\ud800b", "\udc00a", "a\ud83d", "a\ud83d\ude00b", "a\n\u2028\u0007\u007f", "Não está"
            }) {
                String clean = Text.clean(odd);
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO kept VALUES (?)")) {
                    insert.setString(1, clean);
                    insert.execute();
                }
                assertThat(connection
                                .createStatement()
                                .executeQuery("SELECT said FROM kept WHERE said = '" + clean + "'")
                                .next())
                        .as(clean)
                        .isTrue();
                assertThat(clean).hasSameSizeAs(odd);
            }
        }
    }

    @Test
    void whatCanBeKeptAnywayIsLeftAsItIs() {
        assertThat(Text.clean("a\n\ud83d\ude00")).isEqualTo("a\n\ud83d\ude00");
        assertThat(Text.clean("a\0b\ud83d")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(Text.clean(null)).isNull();
    }

    @Test
    void whatIsNoCharacterOfALineIsAQuestionMark() {
        assertThat(Text.oneLine("a\nb\0c\u2028d\u200be\ud800f", 100)).isEqualTo("a?b?c?d?e?f");
        assertThat(Text.oneLine("5544999999999", 5)).isEqualTo("55449");
    }

    @ParameterizedTest
    @CsvSource({"THIS, this", "THAT_ONE, that_one"})
    void aLabelIsTheNameInLowerCaseAndLeadsBackToIt(Some one, String label) {
        assertThat(Text.label(one)).isEqualTo(label);
        assertThat(Text.labelled(Some.class, label)).isEqualTo(one);
    }

    @Test
    void aLabelOfNothingIsRefused() {
        assertThatThrownBy(() -> Text.labelled(Some.class, "other")).isInstanceOf(IllegalArgumentException.class);
    }
}
