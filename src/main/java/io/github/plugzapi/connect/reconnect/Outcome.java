package io.github.plugzapi.connect.reconnect;

import io.github.plugzapi.connect.text.Text;
import java.time.Duration;
import java.time.Instant;

/**
 * What came of something that somebody wanted of PlugZapi in order to bring a number back.
 *
 * @param <T> what was asked for; nothing where something was to be done
 * @param state what came of it; never null
 * @param value what was asked for; null unless it is {@link State#DONE}, and where something was to be done
 * @param at when PlugZapi said so, in UTC: an image or a code is as old as that; now where PlugZapi was not asked; never null
 * @param againAfter how long it is of no use to ask for the same again; never negative; never null
 * @param said why, in PlugZapi's words, without secrets, and how to mend it, for whoever looks after this service; null where
 *     there is nothing more to say
 */
public record Outcome<T>(State state, T value, Instant at, Duration againAfter, String said) {

    /** What can come of it. */
    public enum State {
        /** What was asked for is there, what was to be done is done. */
        DONE("It is done."),

        /** There is nothing to do: PlugZapi says that the instance is connected. */
        CONNECTED("The number is connected already."),

        /** The session is to be restored first: {@link Reconnection#restoreSession}. */
        RESTORABLE("The session has to be restored first."),

        /** PlugZapi has none now, as in the seconds after a restart. */
        NONE("There is none now. Ask again in some seconds; where that does not help, restart the instance."),

        /** What was given is no phone number. */
        NO_PHONE("That is no phone number. Write it with its country code, in digits."),

        /** It was asked for too often. */
        TOO_OFTEN("That was asked for too often. Wait a little before you ask again."),

        /** The gateway does not know this call. */
        UNKNOWN_CALL("The gateway cannot do that. Do it in the provider's panel."),

        /** PlugZapi said no. */
        REFUSED("The gateway refuses that."),

        /** PlugZapi could not be reached, or could not answer. */
        UNANSWERED("The gateway cannot be asked now. Try it again later.");

        private final String sentence;

        State(String sentence) {
            this.sentence = sentence;
        }

        /**
         * The same in words, with what to do about it.
         *
         * @return a sentence or two for whoever asked; never null
         */
        public String sentence() {
            return sentence;
        }
    }

    /**
     * What came of it in words, for who looks after this service.
     *
     * @return the sentence, and what PlugZapi said; never null
     */
    public String words() {
        return state.sentence() + (said == null ? "" : " " + said);
    }

    /** The same as it is handed to somebody later. */
    Outcome<T> with(Duration newAgainAfter) {
        return new Outcome<>(state, value, at, newAgainAfter, said);
    }

    /** Without the value: whoever has a code can link a phone. */
    @Override
    public String toString() {
        return Text.label(state) + " at " + at + (said == null ? "" : ": " + said);
    }
}
