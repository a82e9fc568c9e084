package io.github.plugzapi.connect.channel;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.TimeoutException;
import jakarta.inject.Singleton;
import java.util.List;

/** Mail by Quarkus' mailer, which in dev mode and in tests only shows it. */
@Singleton
class QuarkusMails implements Mails {

    private final ReactiveMailer mailer;

    QuarkusMails(ReactiveMailer mailer) {
        this.mailer = mailer;
    }

    @Override
    public void send(List<String> to, String subject, String text) {
        try {
            mailer.send(new Mail().setTo(to).setSubject(subject).setText(text))
                    .await()
                    .atMost(LIMIT);
        } catch (TimeoutException e) {
            throw MailWords.noAnswer();
        } catch (RuntimeException e) {
            throw new ChannelFailure(MailWords.of(e));
        }
    }
}
