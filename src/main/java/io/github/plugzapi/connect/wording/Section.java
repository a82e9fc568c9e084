package io.github.plugzapi.connect.wording;

import java.util.List;
import java.util.Objects;

/**
 * What a message says of troubles of one sort.
 *
 * @param sort what they are; never null
 * @param stage what is told of them; never null
 * @param troubles them, the first to begin first; not empty
 */
public record Section(Sort sort, Stage stage, List<Trouble> troubles) {

    /** What is told of a trouble. */
    public enum Stage {
        /** It is there. */
        BEGUN,

        /** It is still there. */
        STILL,

        /** It was there and is over, and nobody was told before. */
        PAST,

        /** It is over. */
        ENDED,

        /** Nobody looks any more whether it is still there. */
        REMOVED
    }

    /** Checks that nothing is null that must not be. {@inheritDoc} */
    public Section {
        Objects.requireNonNull(sort);
        Objects.requireNonNull(stage);
        troubles = List.copyOf(troubles);
    }

    /** Whether it is good news, or at least calls nobody out. */
    boolean isGood() {
        return stage == Stage.PAST || stage == Stage.ENDED || stage == Stage.REMOVED;
    }
}
