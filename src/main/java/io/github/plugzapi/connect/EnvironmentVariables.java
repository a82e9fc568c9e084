package io.github.plugzapi.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of the environment variables that are ours. */
final class EnvironmentVariables {

    private static final Pattern OURS = Pattern.compile(
            "(PLUGZAPI|WEBHOOK|JOURNAL|CONSOLE|SINKS|KAFKA|REGISTRATION|RECONCILIATION|FLAPPING|OUTAGE)_.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern UNDERSTOOD = Pattern.compile("PLUGZAPI_(URL|CLIENT_TOKEN|ACCOUNT_TOKEN)"
            + "|PLUGZAPI_INSTANCES_[A-Z0-9]+_(ID|TOKEN|CLIENT_TOKEN)"
            + "|WEBHOOK_(PUBLIC_URL|SECRET|PREVIOUS_SECRET)"
            + "|JOURNAL_(URL|USERNAME|PASSWORD|RETENTION)"
            + "|REGISTRATION_(CHECK_EVERY|ON_DRIFT)"
            + "|RECONCILIATION_(EVERY|CONCURRENCY|RESTORE)"
            + "|FLAPPING_(CHANGES|WINDOW)"
            + "|OUTAGE_AFTER");

    /** In the contract, so that nobody uses the names for anything else, but without effect in this version. */
    private static final Pattern RESERVED = Pattern.compile(
            "CONSOLE_(USERNAME|PASSWORD)" + "|SINKS_[A-Z0-9]+_(URL|SECRET)" + "|KAFKA_(BOOTSTRAP_SERVERS|TOPIC)");

    private static final Pattern INSTANCE_WITH_UNDERSCORE =
            Pattern.compile("PLUGZAPI_INSTANCES_.*_(ID|TOKEN|CLIENT_TOKEN)");

    private static final String SERVICE_HOST = "_SERVICE_HOST";

    private EnvironmentVariables() {}

    /** What is wrong with the variables that look like ours, one line for each. */
    static List<String> problems(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Set<String> services = kubernetesServices(environment);
        for (String name : new TreeMap<>(environment).keySet()) {
            if (!OURS.matcher(name).matches()
                    || UNDERSTOOD.matcher(name).matches()
                    || RESERVED.matcher(name).matches()
                    || isServiceLink(name, services)) {
                continue;
            }
            if (UNDERSTOOD.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
                problems.add(name + " is not understood: write it in upper case");
            } else if (INSTANCE_WITH_UNDERSCORE.matcher(name).matches()) {
                problems.add(name + " is not understood: the name of an instance has letters and digits alone, no"
                        + " underscore; rename it");
            } else {
                problems.add(name + " is not understood: correct it as the README's table of variables says, or"
                        + " remove it");
            }
        }
        return problems;
    }

    /** The variables that are set, and are ours, but do nothing yet. */
    static List<String> reserved(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> RESERVED.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** A property's name as it stands in a variable's. */
    static String segment(String propertyName) {
        return propertyName.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Kubernetes tells each container of the services beside it by variables such as
     * {@code PLUGZAPI_CONNECT_SERVICE_HOST} and {@code PLUGZAPI_CONNECT_PORT_8080_TCP}, and our own service begins with one
     * of our prefixes.
     */
    private static Set<String> kubernetesServices(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> name.endsWith(SERVICE_HOST))
                .map(name -> name.substring(0, name.length() - SERVICE_HOST.length()))
                .filter(service -> environment.containsKey(service + "_SERVICE_PORT"))
                .collect(Collectors.toSet());
    }

    private static boolean isServiceLink(String name, Set<String> services) {
        return services.stream()
                .anyMatch(service -> name.equals(service + SERVICE_HOST)
                        || name.matches(Pattern.quote(service) + "_SERVICE_PORT(_.+)?")
                        || name.matches(Pattern.quote(service) + "_PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?"));
    }
}
