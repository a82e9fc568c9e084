package io.github.plugzapi.connect.console;

import io.quarkus.qute.TemplateInstance;

/**
 * The page that says what came of something that somebody did. Where a script asks, it takes the sentence alone into the page that
 * is there.
 *
 * @param frame what is around it; never null
 * @param isDone whether it went well
 * @param sentence what came of it, in the language of the page; never null
 * @param said what the gateway or a channel said, in its own words; null for nothing
 * @param back where to go on, a path; never null
 */
public record Done(Frame frame, boolean isDone, String sentence, String said, String back)
        implements TemplateInstance {}
