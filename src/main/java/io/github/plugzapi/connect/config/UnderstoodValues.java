package io.github.plugzapi.connect.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Hands out the values of our variables as everybody reads them: without the white space around them, in the form that
 * converters know, and with the default where a variable is not set or empty. SmallRye Config asks it each time that a
 * property is read, for mappings as for expressions in {@code application.properties}.
 */
// Below what expands expressions and above what chooses the profile, so that it sees what either reads.
@Priority(Priorities.LIBRARY + 250)
public final class UnderstoodValues implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    /** Those of a {@link Family} are read by it. */
    private static final Map<String, Variable> BY_PROPERTY = Variables.ALL.stream()
            .filter(variable -> !variable.isFamily())
            .collect(Collectors.toMap(Variable::property, Function.identity()));

    /** Made by SmallRye Config. */
    public UnderstoodValues() {}

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue found = context.proceed(name);
        Variable variable = BY_PROPERTY.get(name);
        if (variable == null) {
            return found;
        }
        String text = found == null || found.getValue() == null
                ? ""
                : found.getValue().strip();
        if (!text.isEmpty()) {
            return found.withValue(variable.value().normal(text));
        }
        return variable.byDefault() == null
                ? null
                : ConfigValue.builder()
                        .withName(name)
                        .withValue(variable.value().normal(variable.byDefault()))
                        .withRawValue(variable.byDefault())
                        .withConfigSourceName(Variables.class.getSimpleName())
                        .withConfigSourceOrdinal(Integer.MIN_VALUE)
                        .build();
    }
}
