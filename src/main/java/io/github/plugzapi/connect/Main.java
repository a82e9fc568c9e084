package io.github.plugzapi.connect;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/** Starts the service, or the one command that it has. */
@QuarkusMain
public class Main {

    Main() {}

    /**
     * Without arguments the service is started; with {@code callback-url INSTANCE} that instance's callback URL is
     * printed.
     *
     * @param args the command line
     */
    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(CallbackUrlCommand.NAME)) {
            // Beside the running service, so without a port, a datasource or anything else of it.
            System.exit(CallbackUrlCommand.run(Arrays.asList(args).subList(1, args.length), System.out, System.err));
        }
        if (args.length > 0) {
            System.err.println("Unknown command '" + args[0] + "'. Without arguments the service is started; '"
                    + CallbackUrlCommand.NAME + " INSTANCE' prints an instance's callback URL.");
            System.exit(CallbackUrlCommand.MISSING);
        }
        Quarkus.run(args);
    }
}
