package io.github.plugzapi.connect.access;

/** What somebody may do. */
public final class Role {

    /** Somebody may look. */
    public static final String READER = "reader";

    /** Somebody may act, too. */
    public static final String ADMIN = "admin";

    private Role() {}
}
