package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.audit.Action;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of operations say, in Portuguese as it is written in Brazil; {@code operations_en.properties} has it in English. */
@MessageBundle(value = "operations", locale = "pt")
interface OperationsWords {

    @Message("{failing} de {all} destinos falhando")
    String sinksFailing(long failing, long all);

    @Message("{paused} de {all} destinos em pausa")
    String sinksPaused(long paused, long all);

    @Message("{behind} de {all} destinos com atraso")
    String sinksBehind(long behind, long all);

    @Message("{unknown} de {all} destinos sem confirmação")
    String sinksUnknown(long unknown, long all);

    @Message("{failing} de {all} canais com problema")
    String channelsFailing(long failing, long all);

    @Message("Tudo em dia")
    String allWell();

    @Message("Nenhum destino e nenhum canal ainda")
    String nothingSetUp();

    @Message("{#if events == '1'}1 evento espera{#else}{events} eventos esperam{/if} por {sink}")
    String waitFor(String events, String sink);

    @Message("{sink} falhando")
    String sinkIsFailing(String sink);

    @Message("{sink} em pausa")
    String sinkIsPaused(String sink);

    @Message("{sink} sem confirmação")
    String sinkIsUnknown(String sink);

    @Message("{channel} com problema")
    String channelFails(String channel);

    @Message("Destinos")
    String sinks();

    @Message("para sistemas")
    String toSystems();

    @Message("Canais de alerta")
    String channels();

    @Message("para pessoas")
    String toPeople();

    @Message("Falhando")
    String failing();

    @Message("Em pausa")
    String paused();

    @Message("Com atraso")
    String behind();

    @Message("Sem confirmação")
    String unconfirmed();

    @Message("Em dia")
    String upToDate();

    @Message("Não configurado")
    String notConfigured();

    @Message("Destino")
    String sink();

    @Message("Canal")
    String channel();

    @Message("Eventos")
    String events();

    @Message("Atraso")
    String delay();

    @Message("Últimas 20 tentativas")
    String lastAttempts();

    @Message("Última resposta")
    String lastAnswer();

    @Message("Ações")
    String actions();

    @Message("{events} esperando")
    String waiting(String events);

    @Message("{#if events == '1'}1 separado{#else}{events} separados{/if}")
    String setAsideTag(String events);

    @Message("{#if events == '1'}1 perdido{#else}{events} perdidos{/if}")
    String lostTag(String events);

    @Message("Nenhuma tentativa guardada")
    String noAttempts();

    @Message("{#if taken == 1}1 entregue{#else}{taken} entregues{/if}")
    String allTaken(long taken);

    @Message("{#if failed == 1}1 falhou{#else}{failed} falharam{/if}")
    String allFailed(long failed);

    @Message("{taken} entregues, depois {#if failed == 1}1 falhou{#else}{failed} falharam{/if}")
    String takenThenFailed(long taken, long failed);

    @Message("{taken} entregues, {#if failed == 1}1 falhou{#else}{failed} falharam{/if}")
    String takenAndFailed(long taken, long failed);

    @Message("às")
    String atMoment();

    @Message("sem resposta")
    String noAnswer();

    @Message("em {time}")
    String took(String time);

    @Message("próxima tentativa")
    String nextTry();

    @Message("em pausa por {person}")
    String pausedBy(String person);

    @Message("em pausa:")
    String pausedItself();

    @Message("Pausar")
    String pause();

    @Message("Retomar")
    String resume();

    @Message("Tentativas")
    String attempts();

    @Message(
            "Um destino em pausa ou fora do ar guarda o seu lugar: nada se perde enquanto o diário guarda os eventos. O que falha vezes demais é")
    String nothingDropped();

    @Message("separado")
    String setAsideLink();

    @Message(
            "Nenhum sistema recebe os eventos ainda. Defina estas variáveis, com um nome seu em vez de CRM, e reinicie o serviço. Um destino novo começa nos eventos que vêm depois.")
    String noSinks();

    @Message("O segredo assina os eventos. Para fazer um:")
    String noSinksSecret();

    @Message(
            "Ninguém é avisado ainda quando um número cai. Defina uma variável para cada canal, com um nome seu em vez de OPS, e reinicie o serviço.")
    String noChannels();

    @Message(
            "Também por Telegram, Slack, Teams, Discord, Google Chat, ntfy, PagerDuty e WhatsApp: o README diz como se escreve cada endereço.")
    String noChannelsMore();

    @Message("Com problema")
    String channelTrouble();

    @Message("Esperando")
    String channelWaits();

    @Message("Ainda sem uso")
    String channelNew();

    @Message("Funcionando")
    String channelWorks();

    @Message("Último aviso")
    String lastMessage();

    @Message("Resultado")
    String outcome();

    @Message("enviado")
    String sent();

    @Message("{#if count == 1}1 aviso espera{#else}{count} avisos esperam{/if} há")
    String alertsWaiting(long count);

    @Message("Enviar um teste")
    String sendTest();

    @Message("gateway sem resposta")
    String toldGateway();

    @Message("fora do ar")
    String toldOutage();

    @Message("registro perdido")
    String toldRegistration();

    @Message("sem confirmação")
    String toldConfirmation();

    @Message("restauração da sessão")
    String toldRestore();

    @Message("assinatura a vencer")
    String toldSubscription();

    @Message("oscilação")
    String toldFlapping();

    @Message("destino em pausa")
    String toldSinkPaused();

    @Message("destino com atraso")
    String toldSinkBehind();

    @Message("O canal {channel} aceitou o teste.")
    String testTaken(String channel);

    @Message("O teste não chegou pelo canal {channel}.")
    String testRefused(String channel);

    @Message("Não há canal com esse nome.")
    String noSuchChannel();

    @Message("Não há destino com esse nome, ou não há mais.")
    String noSuchSink();

    @Message("{sink} está em pausa até que alguém o retome.")
    String pauseDone(String sink);

    @Message("{sink} foi retomado, e o que espera é tentado já.")
    String resumeDone(String sink);

    @Message("{sink} não estava em pausa.")
    String resumeNothing(String sink);

    @Message("Quando")
    String when();

    @Message("Evento")
    String event();

    @Message("Status")
    String status();

    @Message("Resposta")
    String answer();

    @Message("Entregue")
    String delivered();

    @Message("Falhou")
    String failed();

    @Message("Tentativas de {sink}")
    String attemptsOf(String sink);

    @Message("Nenhuma tentativa guardada. Assim que um evento for passado adiante, ela aparece aqui.")
    String attemptsEmpty();

    @Message("Do Kafka não se guardam tentativas; o que falhou está em Separados.")
    String attemptsNotKept();

    @Message("Mais antigos")
    String olderOnes();

    @Message("Mais recentes")
    String newestOnes();

    @Message("Entregar de novo a {sink}")
    String redeliver(String sink);

    @Message("{sink} os vê mais uma vez, na ordem de cada número, com o mesmo")
    String redeliverHow(String sink);

    @Message("{#if events == '1'}Entregar de novo 1 separado{#else}Entregar de novo os {events} separados{/if}")
    String redeliverAside(String events);

    @Message("Nada está separado para este destino.")
    String nothingAside();

    @Message("Um evento, por número ou ID")
    String eventLabel();

    @Message("Entregar de novo este evento")
    String redeliverEvent();

    @Message("Tudo desde, no horário de Brasília")
    String sinceLabel();

    @Message("Contar os eventos")
    String countThem();

    @Message("Tudo o que já recebeu…")
    String redeliverAll();

    @Message(
            "{#if events == '1'}Entregar 1 evento de novo a {sink}?{#else}Entregar {events} eventos de novo a {sink}?{/if}")
    String again(String events, String sink);

    @Message("São todos os que recebeu desde {moment}, horário de Brasília, ou que foram separados deles.")
    String againSince(String moment);

    @Message("São todos os que recebeu e que ainda estão no diário.")
    String againAll();

    @Message("O que o destino não quer, por SINKS_…_EVENTS ou SINKS_…_INSTANCES, está na conta e é pulado.")
    String againWants();

    @Message("{#if events == '1'}Entregar 1 evento de novo{#else}Entregar {events} eventos de novo{/if}")
    String againDo(String events);

    @Message("Nenhum evento a entregar de novo a {sink}")
    String againNone(String sink);

    @Message("Não entregar")
    String notNow();

    @Message(
            "{#if events == '0'}Nenhum evento vai de novo a {sink}.{#else if events == '1'}1 evento vai de novo a {sink}.{#else}{events} eventos vão de novo a {sink}.{/if}")
    String redelivered(String events, String sink);

    @Message("Não há esse evento no diário, ou não há mais.")
    String noSuchEvent();

    @Message("{sink} não quer esse evento: é o que dizem os seus SINKS_…_EVENTS ou SINKS_…_INSTANCES.")
    String notWanted(String sink);

    @Message("Esse momento não pode ser lido.")
    String notUnderstood();

    @Message("Esse momento ainda não passou.")
    String inFuture();

    @Message("O pedido anterior ainda está sendo anotado; tente de novo mais tarde.")
    String busy();

    @Message("Este destino não está configurado: nada pode ser entregue a ele.")
    String sinkNotConfigured();

    @Message("Esquecer {sink}…")
    String forgetTitle(String sink);

    @Message(
            "Este destino não está mais configurado, mas guarda o seu lugar no diário, que por isso guarda os eventos para ele. Esquecê-lo apaga o lugar, o que espera por ele e as suas tentativas. Não há volta.")
    String forgetHow();

    @Message("Para confirmar, escreva {sink}")
    String typeName(String sink);

    @Message("Esquecer {sink}")
    String forget(String sink);

    @Message("{sink} foi esquecido.")
    String forgotten(String sink);

    @Message("O nome não confere: {sink} não foi esquecido.")
    String notTheName(String sink);

    @Message("Este destino está configurado. Tire-o primeiro da configuração de todas as réplicas.")
    String stillConfigured();

    @Message("Tudo o que chegou foi lido")
    String unreadNone();

    @Message("{#if count == 1}1 callback não pôde ser lido{#else}{count} callbacks não puderam ser lidos{/if}")
    String unread(long count);

    @Message(
            "Isso é bom. Se um callback chegar com a chave certa e não puder ser lido, ele fica aqui por 30 dias, com o motivo, e pode ser lido de novo depois de uma atualização.")
    String unreadNoneHow();

    @Message(
            "O gateway não os manda de novo. Cada um fica aqui por 30 dias, no máximo 1.000; uma versão nova pode entendê-los.")
    String unreadHow();

    @Message("Recebido")
    String received();

    @Message("Por quê")
    String why();

    @Message("Tamanho")
    String size();

    @Message("{count} bytes")
    String bytes(String count);

    @Message("Ver")
    String look();

    @Message("Ler de novo")
    String readAgain();

    @Message("Descartar…")
    String discardAsk();

    @Message("Ele é apagado daqui, e o que dizia se perde. Não há volta.")
    String discardHow();

    @Message("Descartar o callback {id}")
    String discardDo(String id);

    @Message("O callback {id} foi descartado.")
    String discarded(String id);

    @Message("O callback {id} já não estava aqui.")
    String gone(String id);

    @Message("Não há callback com esse número, ou não há mais.")
    String noSuchCallback();

    @Message("O callback {id} foi lido, e virou um evento.")
    String readAccepted(String id);

    @Message("O callback {id} foi lido; o seu evento já era conhecido.")
    String readDuplicate(String id);

    @Message("O callback {id} foi lido; não diz nada sobre a conexão.")
    String readIgnored(String id);

    @Message("O callback {id} ainda não pode ser lido.")
    String readUnreadable(String id);

    @Message("Callback {id}")
    String callback(String id);

    @Message("Corpo")
    String body();

    @Message("O corpo está vazio.")
    String emptyBody();

    @Message("Só o começo do corpo é mostrado.")
    String bodyCut();

    @Message("O corpo não está em UTF-8; cada byte é mostrado como um caractere.")
    String bodyNoText();

    @Message("Tipo de conteúdo")
    String contentType();

    @Message("não dito")
    String notSaid();

    @Message("Caminho")
    String path();

    @Message("Todos os da quarentena")
    String allUnread();

    @Message("Nada separado")
    String asideNone();

    @Message("{#if count == '1'}1 evento separado{#else}{count} eventos separados{/if}")
    String aside(String count);

    @Message(
            "Isso é bom. Se um observador ou um destino falhar vezes demais no mesmo evento, ele aparece aqui, com o motivo, e pode ser entregue de novo.")
    String asideNoneHow();

    @Message("Eles falharam vezes demais e não são mais tentados. Resolva o motivo, e depois entregue de novo.")
    String asideHow();

    @Message("Quem separou")
    String observers();

    @Message("Observador")
    String observer();

    @Message("destino {sink}")
    String sinkCalled(String sink);

    @Message("{#if count == '1'}Entregar 1 de novo{#else}Entregar os {count} de novo{/if}")
    String dispatch(String count);

    @Message("a {observer}")
    String to(String observer);

    @Message(
            "{#if count == '0'}Nada mais estava separado para {observer}.{#else if count == '1'}1 evento é entregue de novo a {observer}.{#else}{count} eventos são entregues de novo a {observer}.{/if}")
    String dispatched(String count, String observer);

    @Message("Não há observador com esse nome.")
    String noSuchObserver();

    @Message("Eventos")
    String asideEvents();

    @Message("Tentativas")
    String tries();

    @Message("{#if count == 1}1 tentativa{#else}{count} tentativas{/if}")
    String triesOf(long count);

    @Message("{#if count == '1'}1 evento{#else}{count} eventos{/if}")
    String eventsOf(String count);

    @Message("Último erro")
    String lastError();

    @Message("não se sabe")
    String reasonUnknown();

    @Message("Auditoria")
    String audit();

    @Message("Auditoria de {number}")
    String auditOf(String number);

    @Message("O que as pessoas fizeram pelo console e pela API, guardado por 400 dias.")
    String auditHow();

    @Message(
            "Ninguém fez nada ainda. O que alguém fizer pelo console ou pela API aparece aqui: quem, quando, de onde, e o que resultou.")
    String auditNone();

    @Message("Ninguém fez nada com {number}, ou não nos últimos 400 dias.")
    String auditNoneOf(String number);

    @Message("Mostrar todos")
    String auditAll();

    @Message("Nome ou ID do número")
    String filterLabel();

    @Message("Filtrar")
    String filter();

    @Message("Quem")
    String who();

    @Message("O quê")
    String what();

    @Message("Número")
    String number();

    @Message("{#when action}"
            + "{#is ASK}consultou"
            + "{#is CALLBACK_URL}viu a URL do callback"
            + "{#is DISCARD}descartou"
            + "{#is DISPATCH}entregou de novo"
            + "{#is ERASE}apagou o número"
            + "{#is ERASE_PHONE}apagou um telefone"
            + "{#is FORGET}esqueceu"
            + "{#is MUTE}silenciou"
            + "{#is OPEN}abriu o link"
            + "{#is PAUSE}pausou"
            + "{#is PHONE_CODE}pediu um código"
            + "{#is QR_CODE}pediu o QR code"
            + "{#is READ}leu de novo"
            + "{#is RECONNECT_LINK}criou um link de reconexão"
            + "{#is RECONNECTED}reconectou"
            + "{#is REDELIVER}entregou de novo"
            + "{#is REGISTER}registrou de novo"
            + "{#is RESTART}reiniciou"
            + "{#is RESTORE_SESSION}restaurou a sessão"
            + "{#is RESUME}retomou"
            + "{#is REVOKE_RECONNECT_LINK}revogou o link de reconexão"
            + "{#is TEST_ALERT}testou o canal"
            + "{#is UNMUTE}deixou de silenciar"
            + "{/when}")
    String did(Action action);
}
