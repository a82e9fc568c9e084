package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.alert.AlertConfig;
import io.github.plugzapi.connect.alert.ConsoleConfig;
import io.github.plugzapi.connect.alert.Lines;
import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.channel.ConnectedNumbers;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.gateway.GatewayProbe;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** {@code test-alert NAME}: tells a channel that this is a test, and says what came of it. */
final class TestAlertCommand {

    static final String NAME = "test-alert";

    /** The exit code where the channel did not take it. */
    private static final int NOT_TAKEN = 1;

    private TestAlertCommand() {}

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        List<String> problems = ConfigurationCheck.problems(config, false);
        if (!problems.isEmpty()) {
            err.println(ConfigurationCheck.message(problems));
            return Commands.FAILED;
        }
        SortedMap<String, Channel> channels;
        try {
            channels = channels(config);
        } catch (ConfigurationException e) {
            err.println(ConfigurationCheck.message(e.getMessage().lines().toList()));
            return Commands.FAILED;
        }
        String name = operands.size() == 1 ? operands.get(0).strip().toLowerCase(Locale.ROOT) : "";
        Channel channel = channels.get(name);
        if (channel == null) {
            err.println("Say which channel: " + NAME + " NAME. "
                    + (channels.isEmpty()
                            ? "There is none: set ALERTS_TO_<NAME>."
                            : "There are: " + String.join(", ", channels.keySet())));
            return Commands.FAILED;
        }
        Lines.Tested tested = Lines.test(
                name,
                channel,
                Lines.wording(
                        Sources.map(config, AlertConfig.class),
                        Sources.map(config, ConsoleConfig.class),
                        Sources.map(config, PlugzapiConfig.class)));
        out.println(tested.words());
        return tested.taken() ? 0 : NOT_TAKEN;
    }

    /** All channels of a configuration, without calling anybody. */
    static SortedMap<String, Channel> channels(SmallRyeConfig config) {
        GatewayProbe gateway = new GatewayProbe(Sources.map(config, PlugzapiConfig.class), config);
        return Channels.ofCommand(config, new ConnectedNumbers(gateway.gateway(), gateway::instances))
                .all();
    }
}
