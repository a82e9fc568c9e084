package io.github.plugzapi.connect.dispatch;

import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.journal.JournalEntry;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Sql;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** All who follow the journal: classes that observe events, beans that are subscribers themselves, and those that beans have. */
@Singleton
class Subscribers implements Erasable {

    private static final Logger LOG = Logger.getLogger(Subscribers.class);

    private final List<Subscriber> all;

    @Inject
    Subscribers(@All List<Subscriber> beans, @All List<Subscriber.Source> sources) {
        this(beans, sources, CdiObserver.all());
    }

    Subscribers(List<Subscriber> beans, List<Subscriber.Source> sources, List<CdiObserver> observers) {
        List<Subscriber> found = new ArrayList<>(observers);
        found.addAll(beans);
        sources.forEach(source -> found.addAll(source.subscribers()));
        Set<String> names = new HashSet<>();
        for (Subscriber subscriber : found) {
            if (!names.add(subscriber.name())) {
                throw new DeploymentException("Two observers are both called " + subscriber.name()
                        + ", and by its name the journal knows how far an observer is: rename one of them");
            }
        }
        all = List.copyOf(found);
    }

    List<Subscriber> all() {
        return all;
    }

    /** Whether a subscriber wants an event, as far as is known: of one that this version does not have nobody knows. */
    boolean mayWant(String subscriber, JournalEntry entry) {
        return all.stream().filter(each -> each.name().equals(subscriber)).allMatch(each -> wants(each, entry));
    }

    /** Whoever fails to say whether it wants an event is handed it: failing on that, too, it holds up nothing else. */
    static boolean wants(Subscriber subscriber, JournalEntry entry) {
        try {
            return subscriber.wants(entry);
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s cannot tell whether it wants the event %s", subscriber.title(), Follower.name(entry));
            return true;
        }
    }

    /** What they have built from its events. */
    @Override
    public void erase(Sql sql, String instance) {
        all.forEach(subscriber -> subscriber.state().ifPresent(state -> state.erase(sql, instance)));
    }

    /** Their states tell of no number. */
    @Override
    public void erase(Sql sql, PhoneInText phone) {}
}
