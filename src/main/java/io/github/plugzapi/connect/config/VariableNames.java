package io.github.plugzapi.connect.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is wrong with the names of what is set. One that looks like ours and is not understood is a problem: Quarkus would
 * ignore it, and somebody would wonder for hours why it has no effect.
 */
final class VariableNames {

    /** What other people's software sets under our prefixes: systemd for each unit whose output goes to its journal. */
    private static final Set<String> FOREIGN = Set.of("JOURNAL_STREAM");

    /**
     * Those under these prefixes are settings of Kafka's client, of its scripts ({@code KAFKA_HEAP_OPTS}) and of its images,
     * or of anybody's logging ({@code LOG_LEVEL}): nobody can tell which of them is misspelt.
     */
    private static final Set<String> OPEN = Set.of("KAFKA_", "LOG_");

    private static final Pattern OURS = Pattern.compile(
            Variables.prefixes().stream()
                            .filter(prefix -> !OPEN.contains(prefix))
                            .map(prefix -> prefix.replace("_", ""))
                            .collect(Collectors.joining("|", "(", ")"))
                    + "[_.].*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern UNDERSTOOD = any("[A-Z0-9]+");
    private static final Pattern WITH_UNDERSCORE = any(".*");

    private static final Pattern PROPERTIES = Pattern.compile(Variables.ALL.stream()
            .map(variable -> variable.properties().pattern())
            .collect(Collectors.joining("|")));

    /**
     * Docker and Kubernetes tell a container of the services beside it, by such names as {@code PLUGZAPI_CONNECT_PORT} and
     * {@code WEBHOOK_PORT_80_TCP_ADDR}. What is before that is the service's name.
     */
    private static final Pattern SERVICE =
            Pattern.compile("(.+?)(_SERVICE_HOST|_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END))*)");

    private static final String LINK =
            "(_SERVICE_HOST|_SERVICE_PORT(_.+)?|_PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END))*)?|_NAME|_ENV_.+)";

    private static final String NOTHING = "(?!)";

    private VariableNames() {}

    private static Pattern any(String userNames) {
        return Pattern.compile(Variables.ALL.stream()
                .map(variable -> variable.names(userNames).pattern())
                .collect(Collectors.joining("|")));
    }

    /** What is wrong with names in the environment, one line for each. */
    static List<String> problems(Set<String> environment) {
        List<String> problems = new ArrayList<>();
        Pattern links = links(environment);
        for (String name : new TreeSet<>(environment)) {
            if (name.equals("export")) {
                problems.add("export is not understood: a line of .env is NAME=value, without export before it");
                continue;
            }
            if (!OURS.matcher(name).matches()
                    || FOREIGN.contains(name)
                    || UNDERSTOOD.matcher(name).matches()
                    || links.matcher(name).matches()) {
                continue;
            }
            if (UNDERSTOOD.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
                problems.add(name + " is not understood: write it in upper case");
            } else if (WITH_UNDERSCORE.matcher(name).matches()) {
                problems.add(name + " is not understood: the name of "
                        + (name.startsWith("PLUGZAPI_INSTANCES_") ? "an instance" : "a sink or channel")
                        + " has letters and digits alone, no underscore; rename it");
            } else {
                problems.add(notUnderstood(name));
            }
        }
        return problems;
    }

    /** What is wrong with names of properties, which stand in a file or on the command line, one line for each. */
    static List<String> problemsOfProperties(Set<String> properties) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(properties)) {
            String bare = name.replaceFirst("^%[^.]*\\.", "");
            if (!OURS.matcher(bare).matches()
                    || FOREIGN.contains(bare)
                    || PROPERTIES.matcher(bare).matches()) {
                continue;
            }
            problems.add(
                    UNDERSTOOD.matcher(bare).matches()
                            ? name + " is not understood here: as a property it is called " + property(bare)
                            : notUnderstood(name));
        }
        return problems;
    }

    private static String notUnderstood(String name) {
        return name + " is not understood: correct it as the README's table of variables says, or remove it";
    }

    private static String property(String name) {
        return Variables.ALL.stream()
                .filter(variable -> variable.names("[A-Z0-9]+").matcher(name).matches())
                .findFirst()
                .map(Variable::property)
                .orElseThrow();
    }

    private static Pattern links(Set<String> environment) {
        Set<String> services = new TreeSet<>();
        for (String name : environment) {
            Matcher service = SERVICE.matcher(name);
            if (service.matches()
                    && (!name.endsWith("_SERVICE_HOST") || environment.contains(service.group(1) + "_SERVICE_PORT"))) {
                services.add(Pattern.quote(service.group(1)));
            }
        }
        return Pattern.compile(services.isEmpty() ? NOTHING : "(" + String.join("|", services) + ")" + LINK);
    }
}
