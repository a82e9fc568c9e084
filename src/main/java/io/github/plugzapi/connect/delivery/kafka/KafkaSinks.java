package io.github.plugzapi.connect.delivery.kafka;

import io.github.plugzapi.connect.config.ConfigurationCheck;
import io.github.plugzapi.connect.delivery.Passage;
import io.github.plugzapi.connect.delivery.Passages;
import io.github.plugzapi.connect.dispatch.Subscriber;
import io.github.plugzapi.connect.event.PhoneInText;
import io.github.plugzapi.connect.schedule.Ticker;
import io.github.plugzapi.connect.store.Erasable;
import io.github.plugzapi.connect.store.Leadership;
import io.github.plugzapi.connect.store.Sql;
import io.github.plugzapi.connect.store.Store;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** The sink, where {@code KAFKA_BOOTSTRAP_SERVERS} is set; otherwise nothing of Kafka's is begun. */
@Singleton
class KafkaSinks implements Subscriber.Source, Erasable {

    private final List<KafkaSink> sinks;

    KafkaSinks(Config config, Passages passages, Leadership leadership, Ticker ticker) {
        KafkaSettings settings = KafkaSettings.in(config.unwrap(SmallRyeConfig.class));
        if (!settings.problems().isEmpty()) {
            throw new ConfigurationException(ConfigurationCheck.message(settings.problems()));
        }
        sinks = settings.kafka().bootstrapServers().isEmpty()
                ? List.of()
                : List.of(new KafkaSink(settings, passage(passages), ticker, leadership::isHeld));
    }

    /** It says itself that it is away: an event that is refused for what it is tells nothing of the others. */
    private static Passage passage(Passages passages) {
        return passages.open("kafka", "Kafka", null, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public List<? extends Subscriber> subscribers() {
        return sinks;
    }

    /** After the dispatcher, which waits for what is under way. */
    void close(@Observes Store.Closing event) {
        sinks.forEach(KafkaSink::close);
    }

    /** What is held may tell of it. It comes again, unless it is erased. */
    @Override
    public void erase(Sql sql, String instance) {
        letGo();
    }

    @Override
    public void erase(Sql sql, PhoneInText phone) {
        letGo();
    }

    private void letGo() {
        sinks.forEach(sink -> sink.letGo("something is erased"));
    }
}
