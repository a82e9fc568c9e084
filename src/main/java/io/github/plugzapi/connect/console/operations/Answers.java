package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.console.Done;
import io.github.plugzapi.connect.console.Formats;
import io.github.plugzapi.connect.console.Frame;
import io.github.plugzapi.connect.console.Pages;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.RestResponse;

/** What the pages of operations answer, in the language of whoever asks. */
@Singleton
class Answers {

    private final Pages pages;

    Answers(Pages pages) {
        this.pages = pages;
    }

    OperationsWords words() {
        return pages.words(OperationsWords.class);
    }

    Frame frame(String section) {
        return pages.frame(section);
    }

    Formats formats() {
        return frame("").formats();
    }

    RestResponse<TemplateInstance> page(TemplateInstance page) {
        return RestResponse.ok(pages.inLanguage(page));
    }

    /** What somebody wanted is done. */
    RestResponse<TemplateInstance> done(String section, String sentence, String back) {
        return page(new Done(frame(section), true, sentence, null, back));
    }

    /** It was tried, and came to nothing or not to what was meant; what was said is in somebody else's words, or null. */
    RestResponse<TemplateInstance> failed(String section, String sentence, String said, String back) {
        return page(new Done(frame(section), false, sentence, said, back));
    }

    /** Nothing was done. */
    RestResponse<TemplateInstance> refused(Status status, String section, String sentence, String back) {
        return RestResponse.status(status, pages.inLanguage(new Done(frame(section), false, sentence, null, back)));
    }
}
