package io.github.plugzapi.connect.console;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/** What the pages say, in English. */
@Localized("en")
interface EnglishWords extends Words {

    @Message("en")
    @Override
    String lang();

    @Message("Skip to content")
    @Override
    String skip();

    @Message("Main")
    @Override
    String mainNavigation();

    @Message("You are in")
    @Override
    String youAreIn();

    @Message("Numbers")
    @Override
    String numbers();

    @Message("Deliveries")
    @Override
    String deliveries();

    @Message("Quarantine")
    @Override
    String quarantine();

    @Message("Set aside")
    @Override
    String setAside();

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

    @Message("{admin} may act, reader may look. You stay signed in for 12 hours.")
    @Override
    String whoMay(String admin);

    @Message("{name}, may act")
    @Override
    String mayAct(String name);

    @Message("{name}, may look")
    @Override
    String mayLook(String name);

    @Message("Português")
    @Override
    String otherLanguage();

    @Message("Theme")
    @Override
    String theme();

    @Message("System")
    @Override
    String themeOfSystem();

    @Message("Light")
    @Override
    String themeLight();

    @Message("Dark")
    @Override
    String themeDark();

    @Message("Apply")
    @Override
    String apply();

    @Message("live")
    @Override
    String live();

    @Message("last heard {seconds} s ago")
    @Override
    String lastHeard(long seconds);

    @Message("connection lost")
    @Override
    String connectionLost();

    @Message("Connection lost. The page is of {at}; it tries again every 3 s.")
    @Override
    String lostSince(String at);

    @Message("Brasília time")
    @Override
    String zone();

    @Message("{connected} of {all} connected")
    @Override
    String connectedOf(long connected, long all);

    @Message("{all} of {all} connected")
    @Override
    String allConnected(long all);

    @Message("no trouble since {since}")
    @Override
    String noTroubleSince(String since);

    @Message("no trouble")
    @Override
    String noTrouble();

    @Message("{count} down")
    @Override
    String down(long count);

    @Message("{count} unconfirmed")
    @Override
    String unconfirmed(long count);

    @Message("{count} troubles")
    @Override
    String troubles(long count);

    @Message("1 trouble")
    @Override
    String oneTrouble();

    @Message("{count} more troubles")
    @Override
    String moreTroubles(long count);

    @Message("Connected")
    @Override
    String statusConnected();

    @Message("Down")
    @Override
    String statusDisconnected();

    @Message("Unconfirmed")
    @Override
    String statusUnknown();

    @Message("not known yet")
    @Override
    String statusNotYet();

    @Message("is down")
    @Override
    String isDown();

    @Message("is unconfirmed")
    @Override
    String isUnconfirmed();

    @Message("{count} numbers")
    @Override
    String areUnconfirmed(long count);

    @Message("is flapping")
    @Override
    String isFlapping();

    @Message("has its webhook diverted")
    @Override
    String isDiverted();

    @Message("is not registered")
    @Override
    String isNotRegistered();

    @Message("has its subscription ending")
    @Override
    String isEnding();

    @Message("has its subscription ended")
    @Override
    String hasEnded();

    @Message("muted until {until}")
    @Override
    String muted(String until);

    @Message("since")
    @Override
    String since();

    @Message("until")
    @Override
    String until();

    @Message("for {time}")
    @Override
    String forTime(String time);

    @Message("in {time}")
    @Override
    String inTime(String time);

    @Message("The gateway said:")
    @Override
    String gatewaySaid();

    @Message("The gateway did not say why")
    @Override
    String gatewaySaidNothing();

    @Message("The gateway does not answer:")
    @Override
    String gatewaySilent();

    @Message("The gateway now calls {other} instead of this service")
    @Override
    String gatewayCalls(String other);

    @Message("Paid until {day}")
    @Override
    String paidUntil(String day);

    @Message("callback {at}")
    @Override
    String byCallback(String at);

    @Message("asked {at}")
    @Override
    String byAsking(String at);

    @Message("no answer {at}")
    @Override
    String noAnswerSince(String at);

    @Message("confirmed {time} ago")
    @Override
    String confirmedAgo(String time);

    @Message("connected before that")
    @Override
    String beforeConnected();

    @Message("down before that")
    @Override
    String beforeDisconnected();

    @Message("Reconnect by QR code")
    @Override
    String reconnectByCode();

    @Message("Restore the session")
    @Override
    String restoreSession();

    @Message("Ask now")
    @Override
    String askNow();

    @Message("Restart")
    @Override
    String restart();

    @Message("Register again")
    @Override
    String registerAgain();

    @Message("Renew in the panel")
    @Override
    String renewInPanel();

    @Message("All numbers")
    @Override
    String allNumbers();

    @Message("Filter by state")
    @Override
    String filterByStatus();

    @Message("All")
    @Override
    String all();

    @Message("With trouble")
    @Override
    String withTrouble();

    @Message("Connected")
    @Override
    String connectedOnes();

    @Message("Search by name, phone or ID")
    @Override
    String searchLabel();

    @Message("Name, phone or ID")
    @Override
    String searchHint();

    @Message("Search")
    @Override
    String search();

    @Message("Sort by")
    @Override
    String sortBy();

    @Message("State")
    @Override
    String state();

    @Message("Number")
    @Override
    String number();

    @Message("Phone")
    @Override
    String phone();

    @Message("Since")
    @Override
    String sinceHead();

    @Message("How we know")
    @Override
    String howWeKnow();

    @Message("Last 24 h")
    @Override
    String last24h();

    @Message("now")
    @Override
    String now();

    @Message("30 days")
    @Override
    String days30();

    @Message("Uptime")
    @Override
    String uptime();

    @Message("Previous")
    @Override
    String older();

    @Message("Next")
    @Override
    String newer();

    @Message("page {page} of {pages}")
    @Override
    String pageOf(long page, long pages);

    @Message("No number matches.")
    @Override
    String nothingFound();
}
