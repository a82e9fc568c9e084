package io.github.plugzapi.connect.console;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** What the pages say, in English. */
@Localized("en") interface EnglishWords extends Words {

    @Message("Skip to content")
    @Override
    String skip();

    @Message("Main")
    @Override
    String mainNavigation();

    @Message("Numbers")
    @Override
    String numbers();

    @Message("Deliveries")
    @Override
    String deliveries();

    @Message("Quarantine")
    @Override
    String quarantine();

    @Message("Audit")
    @Override
    String audit();

    @Message("Sign in")
    @Override
    String signIn();

    @Message("Sign out")
    @Override
    String signOut();

    @Message("User name")
    @Override
    String username();

    @Message("Password")
    @Override
    String password();

    @Message("Wrong user name or password.")
    @Override
    String wrong();

    @Message("The next try is open in {seconds} s.")
    @Override
    String nextTry(long seconds);

    @Message("<b>{admin}</b> may act, <b>reader</b> may look. You stay signed in for 12 hours.")
    @Override
    String who(String admin);

    @Message("{connected} of {all} connected")
    @Override
    String connectedOf(long connected, long all);

    @Message("Connected")
    @Override
    String connected();

    @Message("Down")
    @Override
    String disconnected();

    @Message("Unconfirmed")
    @Override
    String unknown();
}
