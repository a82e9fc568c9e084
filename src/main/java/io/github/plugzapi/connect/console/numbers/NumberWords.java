package io.github.plugzapi.connect.console.numbers;

import io.github.plugzapi.connect.reconnect.Outcome;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What the page of one number says, and what came of what was done to it; {@code number_en.properties} has the same in English. */
@MessageBundle(value = "number", locale = "pt")
interface NumberWords {

    @Message(
            "{#when state}{#is DONE}Feito.{#is CONNECTED}O número já está conectado.{#is RESTORABLE}A sessão precisa ser restaurada antes.{#is NONE}Não há nada agora. Tente de novo em alguns segundos; se não adiantar, reinicie.{#is NO_PHONE}Isso não é um número de telefone. Escreva com o código do país, em dígitos.{#is TOO_OFTEN}Foi pedido vezes demais. Espere um pouco.{#is UNKNOWN_CALL}O gateway não sabe fazer isso. Faça no painel do provedor.{#is REFUSED}O gateway recusa.{#is UNANSWERED}O gateway não responde agora. Tente mais tarde.{/when}")
    String outcome(Outcome.State state);

    @Message("O gateway diz que {name} está conectado.")
    String askedConnected(String name);

    @Message("O gateway diz que {name} está fora do ar.")
    String askedDown(String name);

    @Message("O gateway não disse como está {name}.")
    String askedInVain(String name);

    @Message("Consultados: {connected} conectados, {down} fora do ar, {silent} sem resposta.")
    String askedMany(long connected, long down, long silent);

    @Message(
            "O gateway não pode ser consultado sobre este número: falta o token. Defina PLUGZAPI_INSTANCES_…_ID e _TOKEN, ou PLUGZAPI_ACCOUNT_TOKEN.")
    String noToken();

    @Message("{name} está registrado: o gateway chama este serviço.")
    String registered(String name);

    @Message("{name} não pôde ser registrado. Tentamos de novo sozinhos.")
    String notRegistered(String name);

    @Message("Defina WEBHOOK_PUBLIC_URL com o endereço em que a internet alcança este serviço, e reinicie.")
    String noPublicUrl();

    @Message("Alertas de {name} silenciados até {until}. Os destinos continuam recebendo tudo.")
    String mutedUntil(String name, String until);

    @Message("Os alertas de {name} voltaram.")
    String unmuted(String name);

    @Message(
            "Apagamos tudo o que sabíamos de {name}: {events} eventos. Se estiver configurado, volta a ser conhecido em breve.")
    String erased(String name, long events);

    @Message("Nada foi apagado: digite {name} para confirmar.")
    String notErased(String name);

    @Message(
            "Mande este link para quem está com o celular. Vale até {until}, só para este número, e não aparece de novo:")
    String link(String until);

    @Message("O link não vale mais.")
    String linkRevoked();

    @Message("Não havia link.")
    String noLink();

    @Message("Defina CONSOLE_URL com o endereço em que as pessoas alcançam este console, e reinicie.")
    String noConsoleUrl();

    @Message(
            "Cole esta URL no painel do provedor, para conectar e para desconectar. Quem a tem pode nos dizer que o número está conectado ou não:")
    String callbackUrl();

    @Message("Ações")
    String actions();

    @Message("Fatos")
    String facts();

    @Message("Problema")
    String trouble();

    @Message("Sem ler o QR code de novo. Se estiver conectado, cai por alguns segundos.")
    String restartHint();

    @Message("Reconectar")
    String reconnect();

    @Message("Pelo QR code ou por um código, com o celular na mão.")
    String reconnectHint();

    @Message("O gateway volta a chamar este serviço.")
    String registerHint();

    @Message("O que o gateway disser de novo vira um evento.")
    String askHint();

    @Message("Criar link de reconexão")
    String makeLink();

    @Message("Para quem está com o celular: sem senha, só este número, por 24 h.")
    String makeLinkHint();

    @Message("Revogar o link")
    String revokeLink();

    @Message("Há um link até {until}, criado por {by}.")
    String linkUntil(String until, String by);

    @Message("Silenciar alertas")
    String mute();

    @Message("por 1 hora")
    String hour();

    @Message("por 8 horas")
    String hours8();

    @Message("por 24 horas")
    String day1();

    @Message("por 7 dias")
    String week();

    @Message("Silenciar")
    String muteButton();

    @Message("Voltar a avisar")
    String unmute();

    @Message("Instância")
    String instance();

    @Message("Soubemos")
    String how();

    @Message("por callback")
    String byCallback();

    @Message("consultando")
    String byAsking();

    @Message("Confirmado")
    String confirmed();

    @Message("nunca")
    String never();

    @Message("há {time}")
    String ago(String time);

    @Message("7 dias")
    String days7();

    @Message("Registro e assinatura")
    String registrationAndSubscription();

    @Message("Ao conectar")
    String whenConnected();

    @Message("Ao cair")
    String whenDisconnected();

    @Message(
            "{#switch state}{#case \"registered\"}Registrado{#case \"pending\"}Tentando{#case \"failing\"}Falhando{#case \"refused\"}Recusado{/switch}")
    String registrationState(String state);

    @Message("Nada é registrado sem WEBHOOK_PUBLIC_URL.")
    String nothingRegistered();

    @Message("Desviado para")
    String takenBy();

    @Message("Mostrar a URL de callback")
    String showUrl();

    @Message("Pago até")
    String paidUntil();

    @Message("o gateway não diz")
    String notSaid();

    @Message("Últimas 24 horas")
    String last24();

    @Message("conectado")
    String connectedPart();

    @Message("30 dias")
    String days();

    @Message("Dias com falhas, em números")
    String daysInNumbers();

    @Message("Dia")
    String day();

    @Message("Fora do ar")
    String down();

    @Message("Sem confirmação")
    String unconfirmed();

    @Message("Cada coluna é um dia, 0 h em cima, 24 h embaixo. O tempo sem confirmação não entra na conta.")
    String daysHint();

    @Message("Linha do tempo")
    String timeline();

    @Message("Momento")
    String moment();

    @Message("O que houve")
    String whatHappened();

    @Message("Como soubemos")
    String howWeLearnt();

    @Message("Nº")
    String place();

    @Message("Nada ainda. O primeiro callback ou a primeira consulta aparece aqui.")
    String nothingHappened();

    @Message("Mais antigos")
    String olderEvents();

    @Message("Mais novos")
    String newestEvents();

    @Message("Entregas da última mudança")
    String deliveries();

    @Message("Destino")
    String sink();

    @Message("Quando")
    String whenHead();

    @Message("Resposta")
    String answer();

    @Message("Entregue")
    String delivered();

    @Message("Tentando")
    String trying();

    @Message("Espera")
    String waiting();

    @Message("Pausado")
    String paused();

    @Message("Nenhum destino. SINKS_…_URL define um.")
    String noSinks();

    @Message("em {millis} ms")
    String inMillis(long millis);

    @Message("Apagar {name}…")
    String erase(String name);

    @Message(
            "Some daqui tudo o que sabemos de {name}: eventos, uptime, entregas. Não há volta. A conexão no gateway continua como está.")
    String eraseHint(String name);

    @Message("Digite {name} para confirmar")
    String eraseSure(String name);

    @Message("Apagar {name}")
    String eraseButton(String name);

    @Message("Conectou")
    String wentUp();

    @Message("como {phone}")
    String wentUpAs(String phone);

    @Message("outro número que antes")
    String otherNumber();

    @Message("Continua conectado")
    String stillUp();

    @Message("Desconectou")
    String wentDown();

    @Message("Continua fora do ar")
    String stillDown();

    @Message("Oscilando: {changes} mudanças")
    String flaps(long changes);

    @Message("Parou de oscilar, depois de {time}")
    String flapsNoMore(String time);

    @Message("Fora do ar há muito, desde {at}")
    String outage(String at);

    @Message("De volta, depois de {time} fora do ar")
    String outageOver(String time);

    @Message("Pedimos que a sessão fosse restaurada ({attempt}ª vez)")
    String restoring(long attempt);

    @Message("Desistimos de restaurar a sessão, depois de {attempts} vezes")
    String restoringNoMore(long attempts);

    @Message("Assinatura a vencer em {until}")
    String subscriptionEnding(String until);

    @Message("Webhook desviado")
    String diverted();

    @Message("O gateway não chama mais este serviço")
    String registrationLost();

    @Message("O gateway chama este serviço de novo")
    String registrationBack();

    @Message("Sem confirmação: o gateway não respondeu")
    String confirmationLost();

    @Message("Confirmado de novo")
    String confirmationBack();

    @Message("Um evento de uma versão mais nova")
    String unreadable();

    @Message("callback, chegou em {time}")
    String callbackIn(String time);

    @Message("consulta")
    String asked();

    @Message("derivado")
    String derived();

    @Message("Nada nos eventos mais recentes; os mais antigos estão na outra página.")
    String nothingLately();
}
