package io.github.plugzapi.connect.webhook;

import io.github.plugzapi.connect.text.Text;

/** What became of a request at the front door: always one of these. */
enum Outcome {
    /** It is kept. */
    ACCEPTED,

    /** It was kept before. */
    DUPLICATE,

    /** It is not about the connection. */
    IGNORED,

    /** It is about nothing that can be read. */
    UNREADABLE,

    /** Its URL is none of ours. */
    UNAUTHORIZED,

    /** It cannot be kept now. */
    UNAVAILABLE,

    /** It is no callback: another method, another media type, too large, or its connection broke before all of it came. */
    REJECTED;

    /** The word for it, in metrics and answers. */
    String label() {
        return Text.label(this);
    }
}
