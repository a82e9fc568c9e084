package io.github.plugzapi.connect.command;

import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.config.JournalUrl;
import io.github.plugzapi.connect.config.Sources;
import io.github.plugzapi.connect.move.JournalMove;
import io.github.plugzapi.connect.store.StoreConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** {@code move-journal FROM TO}: copies the journal of a stopped service from SQLite to PostgreSQL, or back. */
final class MoveJournalCommand {

    static final String NAME = "move-journal";

    private MoveJournalCommand() {}

    static int run(List<String> operands, SmallRyeConfig config, PrintStream out, PrintStream err) {
        if (operands.size() != 2) {
            err.println("Say from where to where, each as in JOURNAL_URL: " + NAME
                    + " jdbc:sqlite:FILE jdbc:postgresql://HOST/DATABASE");
            return Commands.FAILED;
        }
        List<String> problems = ConfigurationCheck.problems(config, false);
        if (!problems.isEmpty()) {
            err.println(ConfigurationCheck.message(problems));
            return Commands.FAILED;
        }
        String from = operands.get(0);
        String to = operands.get(1);
        Optional<String> problem = problem("FROM", from)
                .or(() -> problem("TO", to))
                .or(() -> JournalMove.copy(from, to, Sources.map(config, StoreConfig.class), out::println));
        if (problem.isPresent()) {
            err.println("The journal is not moved: " + problem.get());
            return Commands.FAILED;
        }
        out.println("All of it is there. Set JOURNAL_URL to where it is now, and start the service; do not start one on"
                + " the old journal any more.");
        return 0;
    }

    private static Optional<String> problem(String operand, String url) {
        return JournalUrl.problem(url).map(problem -> operand + " " + problem);
    }
}
