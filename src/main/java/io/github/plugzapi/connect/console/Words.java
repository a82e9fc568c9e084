package io.github.plugzapi.connect.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What the pages say, in Portuguese as it is written in Brazil; {@link EnglishWords} has the same in English. */
@MessageBundle(value = "words", locale = "pt")
interface Words {

    @Message("pt-BR")
    String lang();

    @Message("Ir para o conteúdo")
    String skip();

    @Message("Principal")
    String mainNavigation();

    @Message("Você está em")
    String youAreIn();

    @Message("Números")
    String numbers();

    @Message("Entregas")
    String deliveries();

    @Message("Quarentena")
    String quarantine();

    @Message("Separados")
    String setAside();

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

    @Message("A próxima tentativa abre em {seconds} s.")
    String nextTry(long seconds);

    @Message("{admin} pode agir, reader pode ver. A sessão dura 12 horas.")
    String whoMay(String admin);

    @Message("{name}, pode agir")
    String mayAct(String name);

    @Message("{name}, pode ver")
    String mayLook(String name);

    @Message("English")
    String otherLanguage();

    @Message("Tema")
    String theme();

    @Message("Do sistema")
    String themeOfSystem();

    @Message("Claro")
    String themeLight();

    @Message("Escuro")
    String themeDark();

    @Message("Aplicar")
    String apply();

    @Message("ao vivo")
    String live();

    @Message("última notícia há")
    String lastHeard();

    @Message("conexão perdida")
    String connectionLost();

    @Message("O que está abaixo pode ter mudado: é das")
    String lostSince();

    @Message("horário de Brasília")
    String zone();

    @Message("{connected} de {all} conectados")
    String connectedOf(long connected, long all);

    @Message("nenhum problema")
    String noTrouble();

    @Message("{count} fora do ar")
    String down(long count);

    @Message("{count} sem confirmação")
    String unconfirmed(long count);

    @Message("{count} problemas")
    String troubles(long count);

    @Message("1 problema")
    String oneTrouble();

    @Message("mais {count} problemas")
    String moreTroubles(long count);

    @Message("Conectado")
    String statusConnected();

    @Message("Fora do ar")
    String statusDisconnected();

    @Message("Sem confirmação")
    String statusUnknown();

    @Message("Ainda não conhecido")
    String statusNotYet();

    @Message("ainda não é conhecido")
    String isNotYet();

    @Message("ainda não conhecido")
    String legendNo();

    @Message("fora do ar")
    String isDown();

    @Message("sem confirmação")
    String isUnconfirmed();

    @Message("oscilando")
    String isFlapping();

    @Message("com webhook desviado")
    String isDiverted();

    @Message("sem registro")
    String isNotRegistered();

    @Message("com assinatura a vencer")
    String isEnding();

    @Message("com assinatura vencida")
    String hasEnded();

    @Message("silenciado até {until}")
    String muted(String until);

    @Message("desde")
    String since();

    @Message("até")
    String until();

    @Message("em {time}")
    String inTime(String time);

    @Message("O gateway disse:")
    String gatewaySaid();

    @Message("O gateway não disse por quê")
    String gatewaySaidNothing();

    @Message("O gateway não responde:")
    String gatewaySilent();

    @Message("O gateway agora chama {other} em vez deste serviço")
    String gatewayCalls(String other);

    @Message("Pago até {day}")
    String paidUntil(String day);

    @Message("callback {at}")
    String byCallback(String at);

    @Message("consultado {at}")
    String byAsking(String at);

    @Message("sem resposta {at}")
    String noAnswerSince(String at);

    @Message("confirmado há {time}")
    String confirmedAgo(String time);

    @Message("antes disso, conectado")
    String beforeConnected();

    @Message("antes disso, fora do ar")
    String beforeDisconnected();

    @Message("Reconectar pelo QR code")
    String reconnectByCode();

    @Message("Restaurar a sessão")
    String restoreSession();

    @Message("Consultar agora")
    String askNow();

    @Message("Reiniciar")
    String restart();

    @Message("Registrar de novo")
    String registerAgain();

    @Message("Todos os números")
    String allNumbers();

    @Message("Filtrar por estado")
    String filterByStatus();

    @Message("Todos")
    String all();

    @Message("Com problema")
    String withTrouble();

    @Message("Conectados")
    String connectedOnes();

    @Message("Buscar por nome, telefone ou ID")
    String searchLabel();

    @Message("Nome, telefone ou ID")
    String searchHint();

    @Message("Buscar")
    String search();

    @Message("Ordenar por")
    String sortBy();

    @Message("Estado")
    String state();

    @Message("Número")
    String number();

    @Message("Telefone")
    String phone();

    @Message("Desde")
    String sinceHead();

    @Message("Como sabemos")
    String howWeKnow();

    @Message("Últimas 24 h")
    String last24h();

    @Message("agora")
    String now();

    @Message("30 dias")
    String days30();

    @Message("Uptime")
    String uptime();

    @Message("Anteriores")
    String older();

    @Message("Próximos")
    String newer();

    @Message("Nenhum número corresponde à busca.")
    String nothingFound();

    @Message("Tentativas demais.")
    String tooManyTries();

    @Message("O console está fechado")
    String closed();

    @Message("Defina uma destas variáveis, ou as duas, e reinicie o serviço.")
    String howToOpen();

    @Message("Próxima tentativa em")
    String tryingIn();

    @Message("Tentando agora.")
    String tryingNow();

    @Message("nenhum problema, todos conectados desde {moment}")
    String allConnectedSince(String moment);

    @Message("Conectado o tempo todo")
    String withoutFault();

    @Message("Fora do ar por {length} desde {at}")
    String wasDown(String length, String at);

    @Message("Sem confirmação por {length} desde {at}")
    String wasUnconfirmed(String length, String at);

    @Message("e mais {count}")
    String andMore(int count);

    @Message("mais 1 problema")
    String oneMoreTrouble();

    @Message("Nome")
    String name();

    @Message("Mostrar todos")
    String showAll();

    @Message("webhook desviado")
    String tagDiverted();

    @Message("sem registro")
    String tagNotRegistered();

    @Message("assinatura vencida")
    String tagEnded();

    @Message("assinatura: {time}")
    String tagEnding(String time);

    @Message("celular sem internet")
    String tagPhoneOffline();

    @Message("Páginas")
    String pages();

    @Message("{first} a {last} de {all}")
    String fromTo(String first, String last, String all);

    @Message("conectado")
    String legendOn();

    @Message("fora do ar")
    String legendOff();

    @Message("sem confirmação, fora da conta do uptime")
    String legendUn();

    @Message("{count} números")
    String numbersOf(int count);

    @Message("a sessão pode ser restaurada")
    String restorable();

    @Message("O gateway ainda não disse nada deste número")
    String nothingTold();

    @Message("Conecta e cai o tempo todo.")
    String comesAndGoes();

    @Message("O gateway não chama este serviço")
    String gatewayDoesNotCall();

    @Message("Nenhum número ainda")
    String noNumbers();

    @Message(
            "O serviço funciona e está pronto para guardar o que lhe disserem, mas não conhece nenhum número. Defina as variáveis abaixo, reinicie, e esta página se preenche sozinha.")
    String noNumbersYet();

    @Message("Diga quais números você tem")
    String stepNumbers();

    @Message(
            "O ID e o token estão no painel do provedor, na instância. SALES é o nome que você dá a ela: letras e dígitos.")
    String stepNumbersHow();

    @Message("Com uma conta de parceiro, uma variável encontra todos os números, também os novos:")
    String stepAccount();

    @Message("Diga onde a PlugZapi alcança este serviço")
    String stepUrl();

    @Message("Um endereço https que a internet possa chamar. O serviço se registra sozinho.")
    String stepUrlHow();

    @Message("Reinicie e olhe aqui")
    String stepRestart();

    @Message("Em um minuto cada número mostra se está conectado. Para conferir a configuração antes:")
    String stepRestartHow();

    @Message("Sem conta à mão? Este comando abre o console com uma dúzia de números inventados:")
    String stepDevMode();

    @Message("Variáveis")
    String variables();

    @Message("Variável")
    String variable();

    @Message("definida")
    String isSet();

    @Message("não definida")
    String isNotSet();

    @Message("Voltar")
    String goBack();

    @Message("Uptime de {month} (CSV)")
    String uptimeOf(String month);

    @Message(
            "{#switch status}{#case 403}Você pode ver, mas não agir.{#case 404}Isso não existe.{#case 400}Isso não pôde ser entendido.{#case 429}Foi pedido vezes demais.{#case 503}Isso não está disponível agora. Tente de novo em instantes.{#else}Isso não deu certo.{/switch}")
    String mistake(int status);
}
