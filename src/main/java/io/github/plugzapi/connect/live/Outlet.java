package io.github.plugzapi.connect.live;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionStage;

/** Where a stream of events goes: the answer to somebody who looks on. None of it blocks. */
public interface Outlet {

    /**
     * Sends some more.
     *
     * @param text what; the same may be sent to others; never null
     * @return done once it is on its way, so that the next can be sent; fails where nobody is there any more; never null
     */
    CompletionStage<?> write(Buffer text);

    /**
     * Ends the stream, behind what is on its way.
     *
     * @param text what is sent last; never null
     */
    void end(Buffer text);

    /** Ends it at once, where what is on its way does not go on. */
    void abort();
}
