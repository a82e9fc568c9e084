package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.text.Text;
import io.github.plugzapi.connect.wording.Message;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code mailto:a@example.com,b@example.com}: one mail to all of them, by the SMTP server of {@code QUARKUS_MAILER_…}. */
final class MailChannel implements Channel {

    static final String SCHEME = "mailto";

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s,;<>\"]{1,64}@[^@\\s,;<>\"]{1,255}");

    /** A line of a mail's head has 998 characters at most, and a letter that is not ASCII takes several. */
    private static final int MAX_SUBJECT = 150;

    private final Mails mails;
    private final List<String> to;

    MailChannel(String addresses, Mails mails) {
        this.mails = mails;
        this.to = Stream.of(addresses.split(",", -1)).map(String::strip).toList();
        if (!to.stream().allMatch(address -> ADDRESS.matcher(address).matches())) {
            throw new IllegalArgumentException("must be mailto: and mail addresses with commas between");
        }
    }

    @Override
    public void send(Message message) {
        String subject = Text.oneLine(message.title(), MAX_SUBJECT);
        mails.send(
                to,
                subject,
                subject.equals(message.title()) ? message.body() : message.title() + "\n\n" + message.body());
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "mail to " + masked(to);
    }

    static String masked(List<String> addresses) {
        return addresses.stream()
                .map(address -> address.replaceFirst("^(.).*@", "$1***@"))
                .collect(Collectors.joining(", "));
    }
}
