/** Kafka, as one more system to which events are passed on. */
package io.github.plugzapi.connect.delivery.kafka;
