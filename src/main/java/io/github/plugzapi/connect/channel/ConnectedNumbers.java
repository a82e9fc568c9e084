package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.instance.Instance;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.function.Supplier;

/** Those of the user's numbers that PlugZapi says are connected, asked for it at the very moment. */
public final class ConnectedNumbers implements OwnNumbers {

    /** Each may take its time not to answer. A no comes at once. */
    private static final int MAX_ASKED = 5;

    private static final int MAX_REFUSED = 50;

    private final Gateway gateway;
    private final Supplier<Collection<Instance>> candidates;

    /**
     * To choose from some.
     *
     * @param gateway to ask; never null
     * @param candidates which it is worth asking for at the moment, as far as is known, the most promising first; never null
     */
    public ConnectedNumbers(Gateway gateway, Supplier<Collection<Instance>> candidates) {
        this.gateway = gateway;
        this.candidates = candidates;
    }

    @Override
    public void send(String phone, String text) {
        int asked = 0;
        int refused = 0;
        String reason = "none of your own numbers is connected right now that could carry a WhatsApp message";
        for (Instance instance : candidates.get()) {
            if (asked == MAX_ASKED || refused == MAX_REFUSED) {
                break;
            }
            boolean sending = false;
            try {
                if (answer(gateway.status(instance).map(status -> status.connected() && !status.contradicts()))) {
                    sending = true;
                    answer(gateway.sendText(instance, phone, text).replaceWith(true));
                    return;
                }
                asked++;
            } catch (GatewayFailure e) {
                reason = e.getMessage();
                if (sending && !e.isRefused()) {
                    throw ChannelFailure.unanswered(reason);
                }
                if (e.isRefused()) {
                    refused++;
                } else {
                    asked++;
                }
            }
        }
        throw new ChannelFailure(reason);
    }

    /** The gateway bounds the time itself. */
    private static boolean answer(Uni<Boolean> call) {
        return call.await().indefinitely();
    }
}
