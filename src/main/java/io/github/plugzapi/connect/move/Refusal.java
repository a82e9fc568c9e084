package io.github.plugzapi.connect.move;

/** That a journal is not moved, and why, in words for whoever asked for it. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
