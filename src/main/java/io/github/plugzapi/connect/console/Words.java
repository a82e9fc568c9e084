package io.github.plugzapi.connect.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What the pages say, in Portuguese as it is written in Brazil; {@link EnglishWords} has the same in English. */
@MessageBundle(value = "words", locale = "pt")
interface Words {

    @Message("Ir para o conteúdo")
    String skip();

    @Message("Principal")
    String mainNavigation();

    @Message("Números")
    String numbers();

    @Message("Entregas")
    String deliveries();

    @Message("Quarentena")
    String quarantine();

    @Message("Auditoria")
    String audit();

    @Message("Entrar")
    String signIn();

    @Message("Sair")
    String signOut();

    @Message("Usuário")
    String username();

    @Message("Senha")
    String password();

    @Message("Usuário ou senha incorretos.")
    String wrong();

    @Message("Tente de novo em {seconds} s.")
    String nextTry(long seconds);

    @Message("<b>{admin}</b> pode agir, <b>reader</b> pode ver. A sessão dura 12 horas.")
    String who(String admin);

    @Message("{connected} de {all} conectados")
    String connectedOf(long connected, long all);

    @Message("Conectado")
    String connected();

    @Message("Fora do ar")
    String disconnected();

    @Message("Sem confirmação")
    String unknown();
}
