package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.text.LogText;
import io.netty.handler.ssl.NotSslRecordException;

/** What a mail server said, without the addresses in it. */
final class MailWords {

    private MailWords() {}

    static ChannelFailure noAnswer() {
        return ChannelFailure.unanswered("no answer from the mail server in time");
    }

    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof NotSslRecordException) {
            // Its own words are what the server said, in hexadecimal digits.
            return "the mail server (QUARKUS_MAILER_HOST) does not begin with TLS at this port: leave QUARKUS_MAILER_TLS"
                    + " away and set QUARKUS_MAILER_START_TLS=REQUIRED";
        }
        String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return "the mail server (QUARKUS_MAILER_HOST): "
                + LogText.oneLine(words.replaceAll("[^@\\s<>]+@(?=[^@\\s<>]+)", "***@"));
    }
}
