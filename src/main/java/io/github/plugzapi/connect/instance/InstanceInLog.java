package io.github.plugzapi.connect.instance;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Puts the instance that a log line names into a field of its own, where the log has fields ({@code LOG_FORMAT=json}): whoever
 * searches for one instance need not read prose. It lets every line pass.
 */
@LoggingFilter(name = "instances")
public final class InstanceInLog implements Filter {

    private static final String FIELD = "instance";

    /** Made by Quarkus. */
    public InstanceInLog() {}

    @Override
    public boolean isLoggable(LogRecord entry) {
        if (entry instanceof ExtLogRecord line && line.getParameters() != null) {
            for (Object parameter : line.getParameters()) {
                if (parameter instanceof Instance instance && !instance.id().isEmpty()) {
                    line.putMdc(FIELD, instance.id());
                } else if (parameter instanceof Instances.Described instance) {
                    line.putMdc(FIELD, instance.id());
                }
            }
        }
        return true;
    }
}
