package io.github.plugzapi.connect.store;

/** Fired, as a synchronous CDI event, when the application ends, while the store can still be read and written. */
public record StoreClosing() {}
