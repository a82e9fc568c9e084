package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.http.Calls;
import io.github.plugzapi.connect.text.LogText;
import io.netty.handler.ssl.NotSslRecordException;

/** What a mail server said, without the addresses in it. */
final class MailWords {

    private MailWords() {}

    static ChannelFailure noAnswer() {
        return ChannelFailure.unanswered("no answer from the mail server in time");
    }

    static String of(Throwable failure) {
        return "the mail server (QUARKUS_MAILER_HOST): "
                + Calls.insecure(failure, "JAVAX_NET_SSL_TRUSTSTORE")
                        .map(words -> isWithoutTlsAtFirst(failure)
                                ? "it does not begin with TLS at this port: leave QUARKUS_MAILER_TLS away and set"
                                        + " QUARKUS_MAILER_START_TLS=REQUIRED"
                                : words)
                        .orElseGet(() ->
                                LogText.oneLine(said(root(failure)).replaceAll("[^@\\s<>]+@(?=[^@\\s<>]+)", "***@")));
    }

    /** As where STARTTLS is expected. */
    private static boolean isWithoutTlsAtFirst(Throwable failure) {
        return root(failure) instanceof NotSslRecordException;
    }

    private static String said(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
