package io.github.plugzapi.connect.gateway;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The configured instances. */
@Singleton
public class Instances {

    private final Map<String, Instance> byId = new LinkedHashMap<>();

    Instances(PlugzapiConfig config, ConfiguredInstances configured) {
        configured.all().forEach((name, instance) -> {
            // An instance that lacks its id or token fails the start elsewhere, with all other problems.
            if (instance.id().isPresent() && instance.token().isPresent()) {
                String clientToken =
                        instance.clientToken().or(config::clientToken).orElse(null);
                String id = instance.id().get();
                byId.put(id, new Instance(name, id, instance.token().get(), clientToken));
            }
        });
    }

    /**
     * All configured instances.
     *
     * @return the instances in the order of their names; never null
     */
    public Collection<Instance> all() {
        return byId.values();
    }

    /**
     * Finds a configured instance.
     *
     * @param id PlugZapi's id of it; never null
     * @return the instance; empty for one that is not configured
     */
    public Optional<Instance> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * How an instance is called in a log line: by the user's name and the id, or by the id alone.
     *
     * @param id PlugZapi's id; never null
     * @return a text on one line, whatever characters the id has; never null
     */
    public String describe(String id) {
        return LogText.oneLine(find(id).map(Instance::toString).orElse(id));
    }
}
