package io.github.plugzapi.connect.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.event.Source;
import io.github.plugzapi.connect.testsupport.Database;
import io.github.plugzapi.connect.testsupport.MovableClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of every kind that there is, with each of their fields filled in one way and another, as they are kept. */
@ParameterizedClass
@EnumSource
class EventTableTest {

    private static final int VARIANTS = 6;

    /** All that a callback may hold; the parser has put a replacement character where there was a NUL. */
    private static final List<String> TEXTS = List.of(
            "plain",
            "",
            "'single', \"double\", \\ and `; DROP TABLE event; --",
            "two\nlines,\r\nand\ta tab \u0001\u001b",
            "não há conexão 💬 👩‍👩‍👧 \u202e",
            "a\uFFFDb %s {} ? $1");

    @Parameter
    Database.Kind database;

    @TempDir
    Path folder;

    static Stream<Class<?>> kinds() {
        return Stream.of(ConnectionEvent.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEventComesBackAsItWasAppended(Class<?> kind) throws Exception {
        List<ConnectionEvent> events = events(kind);

        try (Replica replica = Replica.on(database.fresh(folder)).open()) {
            for (ConnectionEvent event : events) {
                assertThat(replica.append(event).join()).as("%s", event).isEqualTo(Appended.NEW);
            }

            assertThat(replica.journal.after(0, events.size() + 1))
                    .extracting(JournalEntry::event)
                    .isEqualTo(events);
        }
    }

    private static List<ConnectionEvent> events(Class<?> kind) throws Exception {
        RecordComponent[] fields = kind.getRecordComponents();
        List<ConnectionEvent> events = new ArrayList<>();
        for (int variant = 0; variant < VARIANTS; variant++) {
            events.add(event(kind, values(fields, variant)));
        }
        for (int field = 0; field < fields.length; field++) {
            Object[] values = values(fields, VARIANTS + field);
            if (!fields[field].getType().isPrimitive()) {
                values[field] = null;
                try {
                    events.add(event(kind, values));
                } catch (InvocationTargetException e) {
                    assertThat(e).as("must not be null").hasCauseInstanceOf(NullPointerException.class);
                }
            }
        }
        return events;
    }

    private static ConnectionEvent event(Class<?> kind, Object[] values) throws ReflectiveOperationException {
        Class<?>[] types = Stream.of(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return (ConnectionEvent) kind.getConstructor(types).newInstance(values);
    }

    private static Object[] values(RecordComponent[] fields, int variant) {
        Object[] values = new Object[fields.length];
        for (int field = 0; field < fields.length; field++) {
            values[field] = value(fields[field], variant, field);
        }
        return values;
    }

    /** No two fields of one type change together; what tells one event from another is different in each. */
    private static Object value(RecordComponent field, int variant, int number) {
        boolean tellsEventsApart = List.of("id", "rawMoment").contains(field.getName());
        return pick(choices(field.getType(), tellsEventsApart ? Integer.toString(variant) : ""), variant + number);
    }

    private static List<?> choices(Class<?> type, String suffix) {
        if (type == String.class) {
            return TEXTS.stream().map(text -> text + suffix).toList();
        } else if (type == Instant.class) {
            return List.of(MovableClock.START, Instant.EPOCH, Instant.parse("2200-12-31T23:59:59.999Z"));
        } else if (type == Duration.class) {
            return List.of(Duration.ofDays(3), Duration.ZERO, Duration.ofSeconds(1));
        } else if (type == Source.class) {
            return List.of(Source.values());
        } else if (type == Phone.class) {
            return List.of(new Phone("5544999999999"), Phone.unknown());
        } else if (type == boolean.class) {
            return List.of(true, false);
        } else if (type == int.class) {
            return List.of(1, 0, Integer.MAX_VALUE);
        }
        throw new IllegalArgumentException("Say here which values a field of this type may have: " + type);
    }

    private static Object pick(List<?> choices, int number) {
        return choices.get(number % choices.size());
    }
}
