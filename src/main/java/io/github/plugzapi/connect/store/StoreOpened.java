package io.github.plugzapi.connect.store;

/** Fired, as a synchronous CDI event and not from the event loop, when the store can be read and written. */
public record StoreOpened() {}
