package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.event.Phone;
import io.github.plugzapi.connect.wording.Message;

/** {@code whatsapp:5544999990001}: through another of the user's own numbers, one that is connected. */
final class WhatsAppChannel implements Channel {

    static final String SCHEME = "whatsapp";

    /** WhatsApp itself takes sixteen times as much; nobody reads it. */
    private static final int MAX_TEXT = 4000;

    private final OwnNumbers numbers;
    private final Phone phone;

    WhatsAppChannel(String address, OwnNumbers numbers) {
        this.numbers = numbers;
        this.phone = Phone.parse(address);
        if (!phone.isKnown()) {
            throw new IllegalArgumentException("must be whatsapp: and a phone number with its country code");
        }
    }

    @Override
    public void send(Message message) {
        numbers.send(phone.digits(), message.whole(MAX_TEXT));
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public String address() {
        return "WhatsApp to " + phone.masked();
    }
}
