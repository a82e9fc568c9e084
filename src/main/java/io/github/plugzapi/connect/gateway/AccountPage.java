package io.github.plugzapi.connect.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of the list of an account's instances.
 *
 * @param instances those that it shows; never null
 * @param odd how many entries more it has, which are no instance that can be asked for
 * @param total how many instances the account has, as the gateway says; negative where it does not say
 * @param error the error that it tells beside them, as it came; empty where it tells none
 */
record AccountPage(List<ListedInstance> instances, int odd, long total, String error) {

    /** What comes after the last instance. */
    static final AccountPage NOTHING = new AccountPage(List.of(), 0, -1, "");

    /** Reads an answer that has a {@code content}. */
    static AccountPage of(JsonNode answer, String clientToken) {
        List<ListedInstance> instances = new ArrayList<>();
        int odd = 0;
        for (JsonNode entry : answer.path("content")) {
            Optional<ListedInstance> instance = ListedInstance.of(entry, clientToken);
            instance.ifPresent(instances::add);
            odd += instance.isEmpty() ? 1 : 0;
        }
        return new AccountPage(instances, odd, answer.path("total").asLong(-1), Words.error(answer));
    }

    int size() {
        return instances.size() + odd;
    }
}
