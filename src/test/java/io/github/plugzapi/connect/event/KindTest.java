package io.github.plugzapi.connect.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KindTest {

    /** On the JVM alone can they be asked for; in the native executable the list was once empty, and no observer ran. */
    @Test
    void everyEventHasAKind() {
        assertThat(Stream.of(Kind.values()).<Class<?>>map(Kind::type))
                .containsExactlyInAnyOrder(ConnectionEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @EnumSource
    void aKindIsFoundByItsWordAndByItsEvents(Kind kind) {
        assertThat(Kind.find(kind.word())).contains(kind);
        assertThat(EventSamples.of(kind)).allSatisfy(event -> {
            assertThat(Kind.of(event)).isEqualTo(kind);
            assertThat(event.kind()).isEqualTo(kind.word());
        });
    }

    @Test
    void aWordOfANewerVersionIsOfNoKind() {
        assertThat(Kind.find("number_banned")).isEmpty();
    }
}
