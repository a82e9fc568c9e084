package io.github.plugzapi.connect.instance;

import io.github.plugzapi.connect.text.LogText;
import io.github.plugzapi.connect.text.Secrets;
import io.github.plugzapi.connect.text.Text;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The instances that there are: those that are configured, which never change, and those that the account has, which come
 * and go while the service runs. Where both have one, what is configured counts.
 */
@Singleton
public class Instances {

    private static final int MAX_ID = 200;

    private static final Comparator<Instance> BY_NAME =
            Comparator.comparing(Instance::name).thenComparing(Instance::id);

    private final Map<String, Instance> configured;
    private final boolean hasAccount;

    /** The secrets that belong to no single instance; null where there is none. */
    private final String clientToken;

    private final String accountToken;
    private final List<Consumer<Instance>> added = new CopyOnWriteArrayList<>();
    private final List<Consumer<Instance>> gone = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot;

    /** Whether the account's instances are among those that are known, as far as there is an account. */
    private volatile boolean complete;

    /**
     * An instance that there is.
     *
     * @param announced as it was told to those who wanted to know, the same object for as long as it does not go away
     * @param now as it is now: the account may have renamed it, or have renewed its token
     */
    private record Member(Instance announced, Instance now) {}

    private record Snapshot(Map<String, Member> byId, List<Instance> all, Set<String> namesOfSeveral) {

        private static Snapshot of(Map<String, Member> byId) {
            List<Instance> all =
                    byId.values().stream().map(Member::now).sorted(BY_NAME).toList();
            Set<String> namesOfSeveral =
                    all.stream()
                            .collect(Collectors.groupingBy(Instance::name, Collectors.counting()))
                            .entrySet()
                            .stream()
                            .filter(entry -> entry.getValue() > 1)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
            return new Snapshot(byId, all, namesOfSeveral);
        }
    }

    /**
     * What came of telling which instances the account has.
     *
     * @param added those that were not there before; never null
     * @param gone those that are not there any more; never null
     */
    public record Change(List<Instance> added, List<Instance> gone) {}

    /**
     * Those that are configured, for a start.
     *
     * @param config the account; never null
     * @param configuredInstances the instances; never null
     */
    public Instances(PlugzapiConfig config, ConfiguredInstances configuredInstances) {
        Map<String, Instance> byId = new LinkedHashMap<>();
        configuredInstances.all().forEach((name, instance) -> {
            // An instance that lacks its id or token fails the start elsewhere, with all other problems.
            if (instance.id().isPresent() && instance.token().isPresent()) {
                String clientToken =
                        instance.clientToken().or(config::clientToken).orElse(null);
                String id = instance.id().get();
                byId.put(id, new Instance(name, id, instance.token().get(), clientToken));
            }
        });
        this.hasAccount = config.accountToken().isPresent();
        this.clientToken = config.clientToken().orElse(null);
        this.accountToken = config.accountToken().orElse(null);
        this.complete = !hasAccount;
        this.configured = Collections.unmodifiableMap(byId);
        Map<String, Member> members = new HashMap<>();
        byId.forEach((id, instance) -> members.put(id, new Member(instance, instance)));
        this.snapshot = Snapshot.of(members);
    }

    /**
     * All instances, as they are now.
     *
     * @return the instances in the order of their names, unchangeable; never null
     */
    public Collection<Instance> all() {
        return snapshot.all();
    }

    /**
     * Whether there are instances, or may be some when the account's are known.
     *
     * @return false where none is configured, and no account
     */
    public boolean isAnyExpected() {
        return hasAccount || !configured.isEmpty();
    }

    /**
     * Whether all instances are known by now.
     *
     * @return false for as long as all of the account's were never told at one time
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Finds an instance.
     *
     * @param id PlugZapi's id of it; never null
     * @return the instance as it is now; empty for one that is neither configured nor the account's
     */
    public Optional<Instance> find(String id) {
        return Optional.ofNullable(snapshot.byId().get(id)).map(Member::now);
    }

    /**
     * What has become of an instance that was announced.
     *
     * @param announced what {@link #onAdded} was told, the same object; never null
     * @return the instance as it is now; empty if it has gone, also if it has come back since: then it was announced anew
     */
    public Optional<Instance> current(Instance announced) {
        Member member = snapshot.byId().get(announced.id());
        return member != null && member.announced() == announced ? Optional.of(member.now()) : Optional.empty();
    }

    /**
     * Whether an instance is known from the account's list alone.
     *
     * @param id PlugZapi's id of it; never null
     * @return false for one that is configured, or not known
     */
    public boolean isListed(String id) {
        return !configured.containsKey(id) && snapshot.byId().containsKey(id);
    }

    /**
     * Announces every instance: now those that are there, and later each other one when it comes.
     *
     * @param listener is told one instance at a time, on any thread; it must not block or fail; never null
     */
    public synchronized void onAdded(Consumer<Instance> listener) {
        added.add(listener);
        snapshot.byId().values().stream().map(Member::announced).sorted(BY_NAME).forEach(listener);
    }

    /**
     * Announces every instance that goes, after it went.
     *
     * @param listener is told one instance at a time, on any thread; it must not block or fail; never null
     */
    public synchronized void onGone(Consumer<Instance> listener) {
        gone.add(listener);
    }

    /**
     * Takes over what was found of the account's instances. Those that are configured stay as they are.
     *
     * @param found those that the account has, by id; never null
     * @param lost the ids of those that it has not any more; never null
     * @param whole whether all that the account has were found
     * @return what that changed; never null
     */
    public synchronized Change listed(Map<String, Instance> found, Set<String> lost, boolean whole) {
        // A list that is empty at a start is rather broken than true.
        complete |= whole && !found.isEmpty();
        Map<String, Member> members = new HashMap<>(snapshot.byId());
        List<Instance> come = new ArrayList<>();
        List<Instance> went = new ArrayList<>();
        boolean renewed = false;
        for (String id : lost) {
            if (!configured.containsKey(id) && members.containsKey(id)) {
                went.add(members.remove(id).now());
            }
        }
        for (Instance instance : found.values()) {
            Member known = members.get(instance.id());
            if (known == null) {
                come.add(instance);
                members.put(instance.id(), new Member(instance, instance));
            } else if (!configured.containsKey(instance.id()) && !known.now().equals(instance)) {
                renewed = true;
                members.put(instance.id(), new Member(known.announced(), instance));
            }
        }
        if (renewed || !come.isEmpty() || !went.isEmpty()) {
            snapshot = Snapshot.of(members);
        }
        come.sort(BY_NAME);
        went.sort(BY_NAME);
        went.forEach(instance -> gone.forEach(listener -> listener.accept(instance)));
        come.forEach(instance -> added.forEach(listener -> listener.accept(instance)));
        return new Change(come, went);
    }

    /**
     * How an instance is called in a log line: by its name and the id, or by the id alone.
     *
     * @param id PlugZapi's id; never null
     * @return what prints as a text on one line, whatever characters the id has; never null
     */
    public Described describe(String id) {
        // An id of digits alone is no phone number.
        String fit = Text.oneLine(id, MAX_ID);
        return new Described(
                fit,
                find(id).map(instance -> LogText.oneLine(instance.name()) + " (" + fit + ")")
                        .orElse(fit));
    }

    /**
     * An instance as it stands in a log line.
     *
     * @param id PlugZapi's id of it, on one line; never null
     * @param text what it is called; never null
     */
    public record Described(String id, String text) {

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What somebody else says of an instance, fit for a log line or a health check: on one line, without the tokens of the
     * instance and of the account and the keys in callback URLs, however they are written, with phone numbers masked, and
     * cut where it is too long.
     *
     * @param id PlugZapi's id of the instance, known or not; never null
     * @param text any text; may be null
     * @return the text as it may be shown; never null
     */
    public String safe(String id, String text) {
        return text == null ? "" : LogText.oneLine(secrets(id).cutFrom(text));
    }

    /**
     * What must not be shown of what somebody else says of an instance.
     *
     * @param id PlugZapi's id of the instance, known or not; never null
     * @return the tokens of the instance and of the account, to be cut out together with the keys in callback URLs; never null
     */
    public Secrets secrets(String id) {
        Instance instance = find(id).orElse(null);
        return instance == null
                ? Secrets.of(clientToken, accountToken)
                : Secrets.of(instance.token(), instance.clientToken(), clientToken, accountToken);
    }

    /**
     * The name of an instance.
     *
     * @param id PlugZapi's id of it; never null
     * @return the user's name for it, or the account's; empty where it has none, and is called by its id
     */
    public Optional<String> name(String id) {
        return find(id).map(Instance::name).filter(name -> !name.equals(id));
    }

    /**
     * How an instance is called where its name is enough: with the id only if it shares the name with another one.
     *
     * @param instance the instance; never null
     * @return the text; never null
     */
    public String label(Instance instance) {
        return snapshot.namesOfSeveral().contains(instance.name()) ? instance.toString() : instance.name();
    }
}
