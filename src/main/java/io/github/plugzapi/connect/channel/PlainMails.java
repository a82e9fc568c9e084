package io.github.plugzapi.connect.channel;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;

/**
 * Mail by what Quarkus' mailer is made of and with the same settings, for a command, which runs without Quarkus. What it does
 * not know of is the rarer of them, such as DKIM and key stores.
 */
final class PlainMails implements Mails {

    private static final String SETTING = "quarkus.mailer.";

    private final Config config;

    PlainMails(Config config) {
        this.config = config;
    }

    @Override
    public void send(List<String> to, String subject, String text) {
        Vertx vertx = Vertx.vertx();
        try {
            MailMessage mail = new MailMessage()
                    .setFrom(setting("from").orElse(null))
                    .setTo(to)
                    .setSubject(subject)
                    .setText(text);
            MailResult result = MailClient.create(vertx, settings())
                    .sendMail(mail)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            List<String> refused = to.stream()
                    .filter(address -> !result.getRecipients().contains(address))
                    .toList();
            if (!refused.isEmpty()) {
                // Who tests wants to know; at night the others are told, and that counts.
                throw new ChannelFailure("the mail server (QUARKUS_MAILER_HOST) refuses " + MailChannel.masked(refused)
                        + "; the others were sent it");
            }
        } catch (ExecutionException e) {
            throw new ChannelFailure(MailWords.of(e));
        } catch (TimeoutException e) {
            throw MailWords.noAnswer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelFailure("the mail was broken off");
        } finally {
            vertx.close();
        }
    }

    private MailConfig settings() {
        boolean tls = flag("tls") || flag("ssl");
        MailConfig settings = new MailConfig()
                .setHostname(setting("host").orElse("localhost"))
                .setPort(setting("port").map(Integer::valueOf).orElse(tls ? 465 : 25))
                .setSsl(tls)
                .setTrustAll(flag("trust-all"))
                // One who has left must not keep the others from being told.
                .setAllowRcptErrors(true);
        setting("start-tls")
                .ifPresent(word -> settings.setStarttls(StartTLSOptions.valueOf(word.toUpperCase(Locale.ROOT))));
        setting("login").ifPresent(word -> settings.setLogin(LoginOption.valueOf(word.toUpperCase(Locale.ROOT))));
        setting("auth-methods").ifPresent(settings::setAuthMethods);
        setting("own-host-name").ifPresent(settings::setOwnHostname);
        setting("username").ifPresent(settings::setUsername);
        setting("password").ifPresent(settings::setPassword);
        return settings;
    }

    private boolean flag(String name) {
        return setting(name).map(Boolean::valueOf).orElse(false);
    }

    private Optional<String> setting(String name) {
        return config.getOptionalValue(SETTING + name, String.class).filter(value -> !value.isBlank());
    }
}
