package io.github.plugzapi.connect.store;

import io.github.plugzapi.connect.event.PhoneInText;

/**
 * What owns a table that tells something of instances, and forgets it when somebody asks for that, as Brazil's LGPD (Lei
 * 13.709/2018, art. 18) gives them the right to. Every such bean is asked, twice: before the events are erased and after.
 */
public interface Erasable {

    /**
     * Forgets an instance.
     *
     * @param sql of the transaction, on the store's one thread that writes; never null
     * @param instance PlugZapi's id of it; never null
     */
    void erase(Sql sql, String instance);

    /**
     * Forgets a phone number wherever it stands.
     *
     * @param sql of the transaction, on the store's one thread that writes; never null
     * @param phone the number, in all its forms; never null
     */
    void erase(Sql sql, PhoneInText phone);
}
