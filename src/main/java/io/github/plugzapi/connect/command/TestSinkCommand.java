package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks;
import io.github.plugzapi.connect.delivery.http.ConfiguredSinks.Configured;
import io.github.plugzapi.connect.delivery.http.SinkProbe;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** {@code test-sink NAME}: posts a marked test to a sink, and says what it answered. */
final class TestSinkCommand {

    static final String NAME = "test-sink";

    /** The exit code where the sink did not take it. */
    private static final int NOT_TAKEN = 1;

    private TestSinkCommand() {}

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        List<String> problems = ConfigurationCheck.problems(config, false);
        if (!problems.isEmpty()) {
            err.println(ConfigurationCheck.message(problems));
            return Commands.FAILED;
        }
        SortedMap<String, Configured> sinks = new ConfiguredSinks(config).all();
        Configured sink =
                operands.size() == 1 ? sinks.get(operands.get(0).strip().toLowerCase(Locale.ROOT)) : null;
        if (sink == null) {
            err.println("Say which sink: " + NAME + " NAME. "
                    + (sinks.isEmpty()
                            ? "There is none: set SINKS_<NAME>_URL and SINKS_<NAME>_SECRET."
                            : "There are: " + String.join(", ", sinks.keySet())));
            return Commands.FAILED;
        }
        try {
            SinkProbe.Result result = SinkProbe.post(sink, Clock.systemUTC());
            out.println("The sink " + sink.name() + " (" + sink.target() + ") "
                    + (result.isTaken() ? "took the test: it " : "did not take the test: ")
                    + result.words());
            return result.isTaken() ? 0 : NOT_TAKEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Commands.FAILED;
        }
    }
}
