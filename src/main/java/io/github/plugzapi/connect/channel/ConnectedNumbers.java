package io.github.plugzapi.connect.channel;

import io.github.plugzapi.connect.gateway.Gateway;
import io.github.plugzapi.connect.gateway.GatewayFailure;
import io.github.plugzapi.connect.instance.Instance;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Those of the user's numbers that PlugZapi says are connected, asked for it at the very moment. */
public final class ConnectedNumbers implements OwnNumbers {

    /** Each may take its time not to answer. */
    private static final int MAX_ASKED = 5;

    private final Gateway gateway;
    private final Supplier<Collection<Instance>> instances;
    private final Predicate<Instance> mayBeConnected;

    /**
     * To choose from some.
     *
     * @param gateway to ask; never null
     * @param instances which there are at the moment; never null
     * @param mayBeConnected whether it is worth asking for one, as far as is known; never null
     */
    public ConnectedNumbers(
            Gateway gateway, Supplier<Collection<Instance>> instances, Predicate<Instance> mayBeConnected) {
        this.gateway = gateway;
        this.instances = instances;
        this.mayBeConnected = mayBeConnected;
    }

    @Override
    public void send(String phone, String text) {
        List<Instance> some =
                instances.get().stream().filter(mayBeConnected).limit(MAX_ASKED).toList();
        String reason = "none of your own numbers is connected right now that could carry a WhatsApp message";
        for (Instance instance : some) {
            boolean sending = false;
            try {
                if (answer(gateway.status(instance).map(status -> status.connected() && !status.contradicts()))) {
                    sending = true;
                    answer(gateway.sendText(instance, phone, text).replaceWith(true));
                    return;
                }
            } catch (GatewayFailure e) {
                reason = e.getMessage();
                if (sending && !e.isRefused()) {
                    // It may have been sent.
                    break;
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
