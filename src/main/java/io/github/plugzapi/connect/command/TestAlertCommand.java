package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.alert.AlertConfig;
import io.github.plugzapi.connect.alert.ConsoleConfig;
import io.github.plugzapi.connect.channel.Channel;
import io.github.plugzapi.connect.channel.ChannelFailure;
import io.github.plugzapi.connect.channel.Channels;
import io.github.plugzapi.connect.channel.ConnectedNumbers;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.gateway.GatewayProbe;
import io.github.plugzapi.connect.instance.PlugzapiConfig;
import io.github.plugzapi.connect.wording.Message;
import io.github.plugzapi.connect.wording.Wording;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.net.URI;
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
        String where = name + " (" + channel.address() + ")";
        try {
            channel.send(test(config, name));
            out.println("The test was taken: alerts reach " + where);
            return 0;
        } catch (ChannelFailure e) {
            out.println("The test does not reach " + where + ": " + e.getMessage());
            return NOT_TAKEN;
        }
    }

    /** All channels of a configuration, without calling anybody. */
    static SortedMap<String, Channel> channels(SmallRyeConfig config) {
        GatewayProbe gateway = new GatewayProbe(Sources.map(config, PlugzapiConfig.class), config);
        return Channels.ofCommand(config, new ConnectedNumbers(gateway.gateway(), gateway::instances))
                .all();
    }

    private static Message test(SmallRyeConfig config, String name) {
        return new Wording(
                        Sources.map(config, AlertConfig.class).language(),
                        URI.create(Sources.map(config, PlugzapiConfig.class).url())
                                .getAuthority(),
                        Sources.map(config, ConsoleConfig.class).url().orElse(null))
                .test(name);
    }
}
