package io.github.plugzapi.connect.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own programs: what they do is not made up, but they may not be installed. */
public final class Programs {

    /** Of servers, which not everybody has on the path. */
    private static final String SERVERS = ":/usr/sbin";

    private Programs() {}

    /** The first of some programs that is installed. */
    public static Optional<Path> find(String... names) {
        return Stream.of((System.getenv().getOrDefault("PATH", "/usr/bin") + SERVERS).split(":"))
                .flatMap(directory -> Stream.of(names).map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a server, which listens on a port of this computer then. */
    public static Process serve(List<String> command, int port) throws IOException {
        Process server = new ProcessBuilder(command).inheritIO().start();
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
        return server;
    }
}
