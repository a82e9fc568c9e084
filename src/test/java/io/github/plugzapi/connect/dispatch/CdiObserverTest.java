package io.github.plugzapi.connect.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.plugzapi.connect.event.Connected;
import io.github.plugzapi.connect.event.ConnectionEvent;
import io.github.plugzapi.connect.event.Disconnected;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.testsupport.Events;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CdiObserverTest {

    private final List<String> called = new ArrayList<>();
    private final JournalEntry connected = new JournalEntry(1, "a", Events.connected("a", 1), "{}");

    @Test
    void whateverOneMethodThrowsTheOthersAreHandedTheEventToo() {
        AssertionError first = new AssertionError("no");
        IllegalStateException second = new IllegalStateException("neither");
        CdiObserver observer = new CdiObserver(
                "observer",
                List.of(
                        new CdiObserver.Method(Connected.class, event -> {
                            called.add("first");
                            throw first;
                        }),
                        new CdiObserver.Method(ConnectionEvent.class, event -> {
                            called.add("second");
                            throw second;
                        }),
                        new CdiObserver.Method(Disconnected.class, event -> called.add("another kind")),
                        new CdiObserver.Method(Connected.class, event -> called.add("third"))));

        assertThatThrownBy(() -> observer.take(connected)).isSameAs(first).hasSuppressedException(second);

        assertThat(called).containsExactly("first", "second", "third");
    }
}
