package io.github.plugzapi.connect.config;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Checks the whole configuration as text, before anybody converts it, so that one message can list every problem with the
 * variable that mends it. {@code Main} asks it before Quarkus starts. In dev mode and in tests nobody is there so early; it
 * asks itself as the first of all that starts, which in production finds what only Quarkus knew of.
 */
@Singleton
public class ConfigurationCheck {

    /** What stands in a text that somebody was meant to replace. */
    private static final Pattern EXAMPLE = Pattern.compile("<.*>|[.…]+", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("(['\"]).*\\1", Pattern.DOTALL);

    /** Of whatever is sent, whoever it is for; and what is only about the connection, which the client sees to. */
    private static final Pattern HEADER_OF_OURS = Pattern.compile("headers\\.(content-.*|host|connection"
            + "|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-connection|webhook-.*)");

    private final SmallRyeConfig config;

    ConfigurationCheck(Config config) {
        this.config = config.unwrap(SmallRyeConfig.class);
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        List<String> problems = problems(config, LaunchMode.current().isDevOrTest());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(message(problems));
        }
    }

    /**
     * What the start fails with.
     *
     * @param problems what is wrong; never null
     * @return the one message that lists it all; never null
     */
    public static String message(List<String> problems) {
        return "plugzapi-connect cannot start with this configuration. To mend:\n  - "
                + String.join("\n  - ", problems);
    }

    /**
     * What is wrong.
     *
     * @param config the configuration, wherever it comes from; never null
     * @param devOrTest whether this is dev mode or a test, where the internet need not reach us
     * @return a line for each problem, which begins with the variable that mends it and quotes no value; never null
     */
    public static List<String> problems(SmallRyeConfig config, boolean devOrTest) {
        Names names = Names.in(config);
        List<String> problems = new ArrayList<>();
        for (Variable variable : Variables.ALL) {
            if (!variable.isFamily()) {
                problem(config.getConfigValue(variable.property()), variable.value(), devOrTest)
                        .ifPresent(problem -> problems.add(variable.name() + " " + problem));
            }
        }
        Set<String> all = names.all();
        checkInstances(checkFamily(Family.INSTANCES, config, all, devOrTest, problems), problems);
        checkSinks(checkFamily(Family.SINKS, config, all, devOrTest, problems), problems);
        checkFamily(Family.CHANNELS, config, all, devOrTest, problems);
        problems.addAll(VariableNames.problems(names.environment()));
        problems.addAll(VariableNames.problemsOfProperties(names.properties()));
        return problems;
    }

    /**
     * The names that are set.
     *
     * @param environment in the environment or in a file of its form
     * @param properties on the command line or in a file of properties
     */
    private record Names(Set<String> environment, Set<String> properties) {

        Set<String> all() {
            Set<String> all = new TreeSet<>(environment);
            all.addAll(properties);
            return all;
        }

        static Names in(SmallRyeConfig config) {
            Names names = new Names(new TreeSet<>(), new TreeSet<>());
            for (ConfigSource source : config.getConfigSources()) {
                boolean environment = source.getName().startsWith(EnvConfigSource.NAME);
                for (String name : source.getPropertyNames()) {
                    if (!environment) {
                        names.properties().add(name);
                    } else if (name.indexOf('.') < 0) {
                        // The others are what SmallRye Config thinks that a name in the environment may mean.
                        names.environment().add(name);
                    }
                }
            }
            return names;
        }
    }

    private static Optional<String> problem(ConfigValue value, Value expected, boolean devOrTest) {
        if (value != null && value.hasProblems()) {
            return Optional.of(
                    "refers to something that is not set: ${…} stands for the value of another setting, and is"
                            + " written \\${…} where it is meant as it is");
        }
        String text = text(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (EXAMPLE.matcher(text).matches()) {
            return Optional.of("is an example's text: replace it");
        }
        if (QUOTED.matcher(text).matches()) {
            return Optional.of("is in quotes, which would be a part of it: remove them");
        }
        return expected.problem(text, devOrTest);
    }

    private static String text(ConfigValue value) {
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }

    private static boolean isAbsent(ConfigValue value) {
        return value == null || !value.hasProblems() && text(value).isEmpty();
    }

    /** Each member has what it needs, and what is set of each is right; what is set is returned. */
    private static SortedMap<String, SortedMap<String, ConfigValue>> checkFamily(
            Family family, SmallRyeConfig config, Set<String> names, boolean devOrTest, List<String> problems) {
        SortedMap<String, SortedMap<String, ConfigValue>> members = new TreeMap<>();
        family.in(names).forEach((name, attributes) -> {
            SortedMap<String, ConfigValue> values = new TreeMap<>();
            attributes.forEach((attribute, variable) -> {
                // Nothing else is looked for: what is not there takes long to be not found.
                ConfigValue value = config.getConfigValue(family.property(name, attribute));
                problem(value, variable.value(), devOrTest)
                        .ifPresent(problem -> problems.add(family.variable(name, attribute) + " " + problem));
                if (!isAbsent(value)) {
                    values.put(attribute, value);
                }
            });
            if (!values.isEmpty()) {
                members.put(name, values);
                family.required().forEach((attribute, variable) -> {
                    if (!values.containsKey(attribute)) {
                        problems.add(family.variable(name, attribute) + " is missing: " + variable.whatToSet());
                    }
                });
            }
        });
        return members;
    }

    /** Each has an id of its own. */
    private static void checkInstances(
            SortedMap<String, SortedMap<String, ConfigValue>> instances, List<String> problems) {
        Map<String, String> nameById = new HashMap<>();
        instances.forEach((name, values) -> {
            String id = text(values.get("id"));
            String other = id.isEmpty() ? null : nameById.putIfAbsent(id, name);
            if (other != null) {
                problems.add(Family.INSTANCES.variable(name, "id") + " is the same as "
                        + Family.INSTANCES.variable(other, "id") + ": configure each instance once");
            }
        });
    }

    private static void checkSinks(SortedMap<String, SortedMap<String, ConfigValue>> sinks, List<String> problems) {
        sinks.forEach((name, values) -> {
            if (name.equals("kafka")) {
                problems.add(Family.SINKS.variable(name, values.firstKey())
                        + " is about a sink called KAFKA, as what goes to Kafka is called already: rename it");
            }
            String previous = text(values.get("previous-secret"));
            if (!previous.isEmpty() && previous.equals(text(values.get("secret")))) {
                problems.add(Family.SINKS.variable(name, "previous-secret") + " is the same as "
                        + Family.SINKS.variable(name, "secret") + ": set it to the secret before, or remove it");
            }
            values.keySet().stream()
                    .filter(attribute -> HEADER_OF_OURS.matcher(attribute).matches())
                    .forEach(attribute -> problems.add(Family.SINKS.variable(name, attribute)
                            + " is a header that the service sets itself: remove it"));
        });
    }
}
