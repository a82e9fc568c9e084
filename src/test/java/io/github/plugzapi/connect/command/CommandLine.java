package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.testsupport.Configuration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What came of a command.
 *
 * @param exitCode how it ended
 * @param out what it printed
 * @param err why it could not
 */
record CommandLine(int exitCode, String out, String err) {

    /** Runs a command in an environment. */
    static CommandLine run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Commands.run(
                List.of(arguments),
                Configuration.ofEnvironment(environment),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLine(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
