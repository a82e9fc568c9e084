package io.github.plugzapi.connect.journal;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads whole numbers from 1. What cannot be read becomes zero, for the reason that {@link PositiveDuration} gives.
 */
public final class PositiveInt implements Converter<Integer> {

    private static final long serialVersionUID = 1L;

    /** Made by SmallRye Config. */
    public PositiveInt() {}

    @Override
    public Integer convert(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
