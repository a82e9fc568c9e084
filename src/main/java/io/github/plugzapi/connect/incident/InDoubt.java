package io.github.plugzapi.connect.incident;

/**
 * Says of which instances it is about to be known by asking how they are, so that nothing is concluded from how they were;
 * at most one bean.
 */
@FunctionalInterface
public interface InDoubt {

    /**
     * Whether to wait for an answer.
     *
     * @param instance PlugZapi's id of an instance; never null
     * @return true for a while after this process began to ask, until the instance has been asked for, and while an answer
     *     that disagrees with the current state waits for a second one
     */
    boolean isInDoubt(String instance);
}
