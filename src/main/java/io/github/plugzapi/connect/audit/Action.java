package io.github.plugzapi.connect.audit;

import io.github.plugzapi.connect.text.Text;
import java.util.Optional;
import java.util.stream.Stream;

/** What people do here. */
public enum Action {
    /** Had PlugZapi asked about an instance. */
    ASK,
    /** Looked at the URL that an instance's callbacks go to. */
    CALLBACK_URL,
    /** Discarded a callback that could not be read. */
    DISCARD,
    /** Had what an observer set aside dispatched again. */
    DISPATCH,
    /** Erased an instance. */
    ERASE,
    /** Erased a phone number. */
    ERASE_PHONE,
    /** Forgot a sink that is no more. */
    FORGET,
    /** Muted the alerts of an instance. */
    MUTE,
    /** Opened a reconnect link, and wanted a code. */
    OPEN,
    /** Paused a sink. */
    PAUSE,
    /** Asked for a code that is typed into the phone. */
    PHONE_CODE,
    /** Asked for a code that is read with the phone. */
    QR_CODE,
    /** Had a callback read again that could not be read. */
    READ,
    /** Made a reconnect link. */
    RECONNECT_LINK,
    /** Brought a number back by a reconnect link. */
    RECONNECTED,
    /** Had events passed on again. */
    REDELIVER,
    /** Registered an instance again. */
    REGISTER,
    /** Restarted an instance. */
    RESTART,
    /** Restored the session of an instance. */
    RESTORE_SESSION,
    /** Resumed a sink. */
    RESUME,
    /** Revoked a reconnect link. */
    REVOKE_RECONNECT_LINK,
    /** Sent a test to a channel. */
    TEST_ALERT,
    /** Ended the muting of an instance. */
    UNMUTE;

    /**
     * The word for it in the audit and in the log.
     *
     * @return such as {@code phone-code}; never null
     */
    public String word() {
        return Text.label(this).replace('_', '-');
    }

    /**
     * The action of a word.
     *
     * @param word what {@link #word} gave; never null
     * @return the action; empty where only a newer or an older version has it
     */
    public static Optional<Action> of(String word) {
        return Stream.of(values()).filter(action -> action.word().equals(word)).findFirst();
    }
}
