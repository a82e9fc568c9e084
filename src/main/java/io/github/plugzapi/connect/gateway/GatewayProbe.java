package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.plugzapi.connect.instance.ConfiguredInstances;
import io.github.plugzapi.connect.instance.Instance;
import io.github.plugzapi.connect.instance.Instances;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Calls the gateway from a command beside the service, and changes nothing there. */
public final class GatewayProbe {

    private final PlugzapiConfig config;
    private final Instances instances;
    private final Gateway gateway;

    /**
     * What was answered.
     *
     * @param instance who was asked for; never null
     * @param status what PlugZapi says; null where it does not say
     * @param failure why it does not; null where it does
     */
    public record Answer(Instance instance, InstanceStatus status, GatewayFailure failure) {}

    /**
     * Makes it, without calling anybody.
     *
     * @param plugzapi the gateway; never null
     * @param config the whole configuration, which has the instances; never null
     */
    public GatewayProbe(PlugzapiConfig plugzapi, Config config) {
        this.config = plugzapi;
        this.instances = new Instances(plugzapi, new ConfiguredInstances(config));
        PlainCalls calls = new PlainCalls(plugzapi.url());
        this.gateway = new Gateway(
                calls, calls, calls, calls, new ObjectMapper(), plugzapi, instances, new SimpleMeterRegistry());
    }

    /**
     * The calls of the gateway, for whoever makes one that this class has not.
     *
     * @return the same as those of the service, but over plain connections; never null
     */
    public Gateway gateway() {
        return gateway;
    }

    /**
     * The instances that are configured.
     *
     * @return in the order of their names; never null
     */
    public List<Instance> instances() {
        return List.copyOf(instances.all());
    }

    /**
     * Asks how some instances are, all at the same time.
     *
     * @param some so few that the gateway can be asked for them at once; never null
     * @return an answer for each, in the same order; never null
     */
    public List<Answer> ask(List<Instance> some) {
        List<Uni<Answer>> calls = some.stream()
                .map(instance -> gateway.status(instance)
                        .map(status -> new Answer(instance, status, null))
                        .onFailure(GatewayFailure.class)
                        .recoverWithItem(failure -> new Answer(instance, null, failure)))
                .toList();
        return Uni.join().all(calls).andFailFast().await().indefinitely();
    }

    /**
     * Asks for the list of the account's instances; an account must be configured.
     *
     * @return how many it has, or how many it showed where it does not say
     * @throws GatewayFailure if it shows no list
     */
    public long account() {
        Instance account = Gateway.account(
                config.accountToken().orElseThrow(), config.clientToken().orElse(null));
        AccountApi.Page page = gateway.instances(account, 1, AccountInstances.PAGE_SIZE)
                .await()
                .indefinitely();
        return page.total() < 0 ? page.size() : page.total();
    }
}
