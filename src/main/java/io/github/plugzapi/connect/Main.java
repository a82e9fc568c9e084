package io.github.plugzapi.connect;

import io.github.plugzapi.connect.command.Commands;
import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.Sources;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Optional;

/** Starts the service, or one of the commands beside it. */
@QuarkusMain
public class Main {

    /** The exit code where the service cannot start. */
    private static final int CANNOT_START = 1;

    Main() {}

    /**
     * Without arguments the service is started; with arguments, what {@link Commands} knows.
     *
     * @param args the command line
     */
    public static void main(String... args) {
        Optional<String> untrusted = TrustStore.use(Sources.read());
        if (untrusted.isPresent()) {
            System.err.println(ConfigurationCheck.message(List.of(untrusted.get())));
            System.exit(args.length > 0 ? Commands.FAILED : CANNOT_START);
        }
        if (args.length > 0) {
            // Beside the running service, so without a port, a datasource or anything else of it.
            System.exit(Commands.run(List.of(args), System.out, System.err));
        }
        // In dev mode Quarkus knows of more than there is to be read here; the check is made a little later then.
        if (!LaunchMode.current().isDevOrTest()) {
            List<String> problems = ConfigurationCheck.problems(Sources.read(), false);
            if (!problems.isEmpty()) {
                System.err.println(ConfigurationCheck.message(problems));
                System.exit(CANNOT_START);
            }
        }
        Quarkus.run(args);
    }
}
