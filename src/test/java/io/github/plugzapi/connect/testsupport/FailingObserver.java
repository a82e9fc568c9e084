package io.github.plugzapi.connect.testsupport;

import io.github.plugzapi.connect.event.ConnectionEvent;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

/** An observer that fails on the events of certain instances. */
@Singleton
public final class FailingObserver {

    /** It fails on the instances whose id begins so. */
    public static final String PREFIX = "nobody-can-observe-";

    public static final String NAME = "FailingObserver";

    public static final String MESSAGE = "This observer fails on purpose";

    void fail(@ObservesAsync ConnectionEvent event) {
        if (event.instance().startsWith(PREFIX)) {
            throw new IllegalStateException(MESSAGE);
        }
    }
}
