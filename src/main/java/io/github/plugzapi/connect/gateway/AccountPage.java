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
 */
record AccountPage(List<ListedInstance> instances, int odd, long total) {

    /** Reads an answer that has a {@code content}. */
    static AccountPage of(JsonNode answer, String clientToken) {
        List<ListedInstance> instances = new ArrayList<>();
        int odd = 0;
        for (JsonNode entry : answer.path("content")) {
            Optional<ListedInstance> instance = ListedInstance.of(entry, clientToken);
            instance.ifPresent(instances::add);
            odd += instance.isEmpty() ? 1 : 0;
        }
        return new AccountPage(instances, odd, answer.path("total").asLong(-1));
    }

    int size() {
        return instances.size() + odd;
    }
}
