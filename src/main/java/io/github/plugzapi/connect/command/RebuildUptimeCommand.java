package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.store.StoreConfig;
import io.github.plugzapi.connect.store.StoreUnavailable;
import io.github.plugzapi.connect.uptime.Rebuild;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** {@code rebuild-uptime}: tells anew from the journal for how long each instance was connected. */
final class RebuildUptimeCommand {

    static final String NAME = "rebuild-uptime";

    private RebuildUptimeCommand() {}

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        if (!operands.isEmpty()) {
            err.println(NAME + " takes nothing more: it rebuilds the uptime of all instances from the journal");
            return Commands.FAILED;
        }
        List<String> problems = ConfigurationCheck.problems(config, false);
        if (!problems.isEmpty()) {
            err.println(ConfigurationCheck.message(problems));
            return Commands.FAILED;
        }
        try {
            Optional<Rebuild.Result> result = Rebuild.run(Sources.map(config, StoreConfig.class));
            if (result.isEmpty()) {
                err.println("The uptime is not rebuilt: somebody else rebuilds or erases it at the same time. Try again"
                        + " later.");
                return Commands.FAILED;
            }
            out.printf(
                    "The uptime is rebuilt: instances %d, days %d, from %d events%n",
                    result.get().instances(), result.get().days(), result.get().events());
            return 0;
        } catch (StoreUnavailable e) {
            err.println("The uptime is not rebuilt: " + e.reason()
                    + (e.mayPass() ? "" : ". Was a service of this version ever started on this journal?"));
            return Commands.FAILED;
        }
    }
}
