package io.github.plugzapi.connect.journal;

/** The journal cannot take an event now; the message says why and is fit for the one who sent it. */
public final class JournalUnavailable extends Exception {

    private static final long serialVersionUID = 1L;

    JournalUnavailable(String message) {
        super(message);
    }
}
