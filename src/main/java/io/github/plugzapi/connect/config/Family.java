package io.github.plugzapi.connect.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Variables of which there are as many as the user has names for what they are about.
 *
 * <p>They are read in one pass over the names of all variables. A {@code Map} in a {@code @ConfigMapping} goes through all
 * the names for each of its keys, which takes half a minute for ten thousand instances.
 */
public enum Family {
    /** {@code PLUGZAPI_INSTANCES_<NAME>_…}. */
    INSTANCES("plugzapi.instances."),

    /** {@code SINKS_<NAME>_…}. */
    SINKS("sinks."),

    /** {@code ALERTS_TO_<NAME>}. */
    CHANNELS("alerts.to.");

    /** The attribute of what has no attributes but is one variable, such as a channel. */
    public static final String ITSELF = "";

    private static final Pattern PROFILE = Pattern.compile("^%[^.]*\\.");

    private final String prefix;
    private final Map<String, Variable> byAttribute = new LinkedHashMap<>();
    private final Map<String, Pattern> names = new LinkedHashMap<>();

    Family(String prefix) {
        this.prefix = prefix;
        for (Variable variable : Variables.ALL) {
            if (variable.isFamily() && variable.property().startsWith(prefix)) {
                String attribute =
                        variable.property().substring(prefix.length()).replaceFirst("^\\*\\.?", "");
                byAttribute.put(attribute, variable);
                names.put(attribute, variable.names("[A-Z0-9]+"));
            }
        }
    }

    /**
     * Reads what is set, with the defaults of what is not.
     *
     * @param config where the variables are; never null
     * @return the values by their attributes, such as {@code client-token}, by the user's names in lower case; without white
     *     space around them, and in the form that converters know. Whoever has no value that is not empty is not there;
     *     never null
     */
    public SortedMap<String, SortedMap<String, String>> read(Config config) {
        SortedMap<String, SortedMap<String, String>> members = new TreeMap<>();
        in(config.getPropertyNames()).forEach((name, attributes) -> {
            SortedMap<String, String> values = new TreeMap<>();
            attributes.forEach((attribute, variable) -> config.getOptionalValue(property(name, attribute), String.class)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> values.put(attribute, variable.value().normal(value))));
            if (!values.isEmpty()) {
                byAttribute.forEach((attribute, variable) -> {
                    if (variable.byDefault() != null) {
                        values.putIfAbsent(attribute, variable.value().normal(variable.byDefault()));
                    }
                });
                members.put(name, values);
            }
        });
        return members;
    }

    /** What some names are about: which variable each attribute is, by the user's names. Whether it has a value is not said. */
    SortedMap<String, SortedMap<String, Variable>> in(Iterable<String> variables) {
        SortedMap<String, SortedMap<String, Variable>> members = new TreeMap<>();
        String beginning = Variable.inEnvironment(prefix);
        for (String each : variables) {
            // A property's name too: SmallRye Config tells of names in the environment in several forms.
            String variable = Variable.inEnvironment(PROFILE.matcher(each).replaceFirst(""));
            if (variable.startsWith(beginning)) {
                names.forEach((attribute, pattern) -> {
                    Matcher name = pattern.matcher(variable);
                    if (name.matches()) {
                        members.computeIfAbsent(lower(name.group(1)), any -> new TreeMap<>())
                                .put(whole(attribute, name), byAttribute.get(attribute));
                    }
                });
            }
        }
        return members;
    }

    /** With the name that it has of somebody else, if it has one. */
    private static String whole(String attribute, Matcher name) {
        return name.groupCount() == 1
                ? attribute
                : attribute.replace("*", lower(name.group(2)).replace('_', '-'));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What must be set of whoever is there. */
    Map<String, Variable> required() {
        Map<String, Variable> required = new LinkedHashMap<>(byAttribute);
        required.values().removeIf(variable -> variable.whatToSet() == null);
        return required;
    }

    /** How an attribute is called as a property. */
    String property(String name, String attribute) {
        return prefix + name + (attribute.equals(ITSELF) ? "" : "." + attribute);
    }

    /** How it is called in the environment. */
    String variable(String name, String attribute) {
        return Variable.inEnvironment(property(name, attribute));
    }
}
