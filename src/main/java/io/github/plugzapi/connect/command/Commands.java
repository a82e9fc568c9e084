package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.config.Sources;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;

/** The commands of the command line. */
public final class Commands {

    /** The exit code where a command cannot do what it is for. */
    public static final int FAILED = 2;

    private Commands() {}

    /**
     * Runs a command with the configuration of the service.
     *
     * @param arguments the command's name and what follows it; not empty
     * @param out takes what was asked for; never null
     * @param err takes why that cannot be had; never null
     * @return the exit code
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return run(arguments, Sources.read(), out, err);
    }

    static int run(List<String> arguments, SmallRyeConfig config, PrintStream out, PrintStream err) {
        String name = arguments.get(0);
        List<String> operands = arguments.subList(1, arguments.size());
        switch (name) {
            case CallbackUrlCommand.NAME -> {
                return CallbackUrlCommand.run(operands, config, out, err);
            }
            case CheckCommand.NAME -> {
                return CheckCommand.run(operands, config, out, err);
            }
            case MoveJournalCommand.NAME -> {
                return MoveJournalCommand.run(operands, config, out, err);
            }
            case RebuildUptimeCommand.NAME -> {
                return RebuildUptimeCommand.run(operands, config, out, err);
            }
            case TestSinkCommand.NAME -> {
                return TestSinkCommand.run(operands, config, out, err);
            }
            case TestAlertCommand.NAME -> {
                return TestAlertCommand.run(operands, config, out, err);
            }
            default -> {
                err.println("Unknown command '" + name + "'. Without arguments the service is started; '"
                        + CallbackUrlCommand.NAME + " INSTANCE' prints an instance's callback URL; '"
                        + CheckCommand.NAME
                        + "' tells what is wrong with the configuration; '" + MoveJournalCommand.NAME
                        + " FROM TO' copies the journal to another database; '" + RebuildUptimeCommand.NAME
                        + "' rebuilds the uptime from the journal; '" + TestSinkCommand.NAME
                        + " NAME' posts a test to a sink; '" + TestAlertCommand.NAME
                        + " NAME' sends a test alert.");
                return FAILED;
            }
        }
    }
}
