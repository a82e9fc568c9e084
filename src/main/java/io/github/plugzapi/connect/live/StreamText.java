package io.github.plugzapi.connect.live;

import io.github.plugzapi.connect.journal.JournalEntry;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What stands in a stream of server-sent events, as the HTML standard (9.2) specifies them. */
final class StreamText {

    /** In milliseconds: how soon somebody comes again whose connection has ended. */
    private static final int COME_AGAIN = 3_000;

    private StreamText() {}

    /** The first, which a proxy hands on at once, so that whoever looks on knows that it goes. */
    static Buffer hello() {
        return Buffer.buffer(": connected\nretry: " + COME_AGAIN + "\n\n");
    }

    /** The last one of a process that ends. */
    static Buffer goodbye() {
        return Buffer.buffer(": this process ends, come again\n\n");
    }

    static String event(JournalEntry entry) {
        return "id: " + entry.seq() + "\nevent: " + EventText.kind(entry) + "\ndata: " + EventText.json(entry) + "\n\n";
    }

    static Buffer events(List<JournalEntry> entries) {
        Buffer all = Buffer.buffer();
        entries.forEach(entry -> all.appendString(event(entry)));
        return all;
    }

    static Buffer gap(EventPages.Gap gap) {
        return Buffer.buffer("id: " + gap.next() + "\nevent: gap\ndata: " + gap.json() + "\n\n");
    }

    /**
     * That somebody is there still. The number is no event, but whoever comes again says it: also where nothing has come that
     * they wanted to see.
     *
     * @param seen up to where they have seen all
     */
    static Buffer heartbeat(long seen) {
        return Buffer.buffer(": here\nid: " + seen + "\n\n");
    }

    /** The same for a page's script, which is not shown comments. */
    static Buffer beat(long seen) {
        return Buffer.buffer("id: " + seen + "\nevent: beat\ndata:\n\n");
    }
}
