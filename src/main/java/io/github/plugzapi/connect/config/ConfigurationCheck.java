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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/**
 * Checks the whole configuration as text, before anybody converts it, so that one message can list every problem with the
 * variable that mends it. {@code Main} asks it before Quarkus starts. In dev mode and in tests nobody is there so early; it
 * asks itself as the first of all that starts, which in production finds what only Quarkus knew of.
 */
@Singleton
public class ConfigurationCheck {

    private static final Logger LOG = Logger.getLogger(ConfigurationCheck.class);

    /** What stands in a text that somebody was meant to replace. */
    private static final Pattern EXAMPLE = Pattern.compile("<.*>|[.…]+", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("(['\"]).*\\1", Pattern.DOTALL);

    private static final String INSTANCES = "plugzapi.instances.";
    private static final String ID = "id";
    private static final String TOKEN = "token";
    private static final Pattern INSTANCE =
            Pattern.compile("(?:%[^.]*\\.)?plugzapi[._]instances[._]([a-z0-9]+)[._](id|token|client[-_]token)");

    private final SmallRyeConfig config;

    ConfigurationCheck(Config config) {
        this.config = config.unwrap(SmallRyeConfig.class);
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        List<String> problems = problems(config, LaunchMode.current().isDevOrTest());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(message(problems));
        }
        withoutEffect(config)
                .forEach(name -> LOG.warnf("%s has no effect yet: this version cannot do what it is for", name));
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
            if (!variable.isFamily() && !variable.reserved()) {
                problem(config.getConfigValue(variable.property()), variable.value(), devOrTest)
                        .ifPresent(problem -> problems.add(variable.name() + " " + problem));
            }
        }
        checkInstances(config, names, devOrTest, problems);
        problems.addAll(VariableNames.problems(names.environment()));
        problems.addAll(VariableNames.problemsOfProperties(names.properties()));
        return problems;
    }

    /**
     * The variables that are set, but are for what this version cannot do.
     *
     * @param config the configuration, wherever it comes from; never null
     * @return their names, in order; never null
     */
    public static List<String> withoutEffect(SmallRyeConfig config) {
        return VariableNames.reserved(Names.in(config).environment());
    }

    /**
     * The names that are set.
     *
     * @param environment in the environment or in a file of its form
     * @param properties on the command line or in a file of properties
     */
    private record Names(Set<String> environment, Set<String> properties) {

        /** What is set of instances, by the user's names for them. */
        SortedMap<String, Set<String>> instances() {
            SortedMap<String, Set<String>> instances = new TreeMap<>();
            for (Set<String> names : List.of(environment, properties)) {
                for (String name : names) {
                    Matcher instance = INSTANCE.matcher(name.toLowerCase(Locale.ROOT));
                    if (instance.matches()) {
                        instances
                                .computeIfAbsent(instance.group(1), any -> new TreeSet<>())
                                .add(instance.group(2).replace('_', '-'));
                    }
                }
            }
            return instances;
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

    /** Each instance has an id of its own and a token. */
    private static void checkInstances(SmallRyeConfig config, Names names, boolean devOrTest, List<String> problems) {
        Map<String, String> nameById = new HashMap<>();
        names.instances().forEach((name, attributes) -> {
            Map<String, ConfigValue> values = new TreeMap<>();
            // Nothing else is looked for: what is not there takes long to be not found.
            attributes.forEach(
                    attribute -> values.put(attribute, config.getConfigValue(INSTANCES + name + "." + attribute)));
            String prefix = Variable.inEnvironment(INSTANCES + name + ".");
            values.forEach((attribute, value) -> problem(value, Value.credential(), devOrTest)
                    .ifPresent(problem -> problems.add(prefix + Variable.inEnvironment(attribute) + " " + problem)));
            if (values.values().stream().allMatch(ConfigurationCheck::isAbsent)) {
                return;
            }
            if (isAbsent(values.get(ID))) {
                problems.add(prefix + "ID is missing: set it to PlugZapi's id of the instance");
            }
            if (isAbsent(values.get(TOKEN))) {
                problems.add(prefix + "TOKEN is missing: set it to the instance's token");
            }
            String id = text(values.get(ID));
            String other = id.isEmpty() ? null : nameById.putIfAbsent(id, name);
            if (other != null) {
                problems.add(prefix + "ID is the same as " + Variable.inEnvironment(INSTANCES + other + ".id")
                        + ": configure each instance once");
            }
        });
    }

    private static boolean isAbsent(ConfigValue value) {
        return value == null || !value.hasProblems() && text(value).isEmpty();
    }
}
