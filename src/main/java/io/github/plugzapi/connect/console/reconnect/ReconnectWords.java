package io.github.plugzapi.connect.console.reconnect;

import io.github.plugzapi.connect.reconnect.Outcome;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What is said to whoever brings a number back, in Portuguese as it is written in Brazil. */
@MessageBundle(value = "reconnect", locale = "pt")
interface ReconnectWords {

    @Message("Reconectar {label}")
    String title(String label);

    @Message("reconectar")
    String here();

    @Message("Tenha à mão o celular deste número")
    String haveThePhone();

    @Message("Ele lê um QR code desta tela. Se você abriu o link no próprio celular, use um código no lugar da câmera.")
    String haveThePhoneHint();

    @Message("Mostrar o QR code")
    String showQrCode();

    @Message("{count} mensagens esperam na fila")
    String waiting(long count);

    @Message("1 mensagem espera na fila")
    String oneWaiting();

    @Message("Tudo o que espera na fila sai de uma vez assim que o número conectar.")
    String allAtOnce();

    @Message("Continuar e enviar as {count}")
    String goOnAndSend(long count);

    @Message("Continuar e enviar 1 mensagem")
    String goOnAndSendOne();

    @Message("Agora não")
    String notNow();

    @Message("Nenhuma mensagem espera na fila.")
    String nothingWaits();

    @Message(
            "O gateway não diz quantas mensagens esperam na fila; as que esperam saem todas assim que o número conectar.")
    String waitsUnknown();

    @Message("Leia o código com o celular de {label}")
    String readCode(String label);

    @Message("QR code para ler com o celular")
    String qrCode();

    @Message("No celular do número {phone}, abra o WhatsApp.")
    String openWhatsApp(String phone);

    @Message("No celular deste número, abra o WhatsApp.")
    String openWhatsAppHere();

    @Message("Toque em ⋮ no Android ou Configurações no iPhone, depois em Dispositivos conectados.")
    String tapDevices();

    @Message("Toque em Conectar dispositivo e aponte a câmera para o código.")
    String tapConnect();

    @Message("Código {number} de {all}")
    String codeOf(long number, int all);

    @Message("O próximo vem em")
    String nextIn();

    @Message("Próximo código")
    String nextCode();

    @Message("Cada código vale por uns 15 segundos.")
    String goodFor();

    @Message("Usar um código no lugar da câmera")
    String useTyped();

    @Message("Cancelar")
    String cancel();

    @Message("Sem conexão. Tentamos de novo.")
    String lost();

    @Message("Digite este código no celular")
    String typeCode();

    @Message("Conectar sem a câmera")
    String withoutCamera();

    @Message(
            "Toque em ⋮ no Android ou Configurações no iPhone, depois em Dispositivos conectados e em Conectar dispositivo.")
    String tapWithNumber();

    @Message("Toque em Conectar com número de telefone e digite o código.")
    String tapTyped();

    @Message("Número do celular, com o código do país")
    String whichPhone();

    @Message("Outro número? Peça um código para ele")
    String otherPhone();

    @Message("55 44 99999-9999")
    String phoneHint();

    @Message("Pedir código")
    String askForCode();

    @Message("Voltar ao QR code")
    String backToQrCode();

    @Message("Paramos de mostrar códigos")
    String stopped();

    @Message("Três códigos passaram sem que ninguém os lesse.")
    String nobodyRead();

    @Message("O celular pediu uma chave de acesso? Alguns aparelhos exigem isso; conecte então pelo painel do gateway.")
    String passkey();

    @Message("O celular pediu uma chave de acesso? Alguns aparelhos exigem isso; avise então quem enviou este link.")
    String passkeyLink();

    @Message("Mostrar mais três")
    String threeMore();

    @Message("Nenhum código agora")
    String noCode();

    @Message("Nada a reconectar")
    String alreadyHead();

    @Message("Tentar de novo")
    String tryAgain();

    @Message("Nova tentativa em")
    String triesIn();

    @Message("{label} já está conectado")
    String already(String label);

    @Message("O celular diz outra coisa? Mostre um código mesmo assim.")
    String alreadyHint();

    @Message("Mostrar um código")
    String showAnyway();

    @Message("O gateway não pode ser consultado")
    String noToken();

    @Message(
            "Este serviço só conhece este número pelos callbacks. Para reconectá-lo daqui, defina estas variáveis e reinicie o serviço, ou conecte pelo painel do gateway.")
    String noTokenHint();

    @Message("Conectado como {phone}")
    String connectedAs(String phone);

    @Message("{label} voltou: está no ar desde {at}.")
    String isBack(String label, String at);

    @Message("Ficou {time} fora do ar.")
    String wasDown(String time);

    @Message("Soubemos por callback.")
    String byCallback();

    @Message("Soubemos consultando o gateway.")
    String byAsking();

    @Message("As {count} mensagens estão saindo.")
    String goingOut(long count);

    @Message("A mensagem que esperava está saindo.")
    String oneGoingOut();

    @Message("Ver {label}")
    String see(String label);

    @Message("Pode fechar esta página.")
    String mayClose();

    @Message("Outro número se conectou")
    String otherNumber();

    @Message("Antes")
    String before();

    @Message("Agora")
    String now();

    @Message("Ele começa e termina como o de antes, mas é outro.")
    String sameEnds();

    @Message("O que esperava na fila sai deste número novo.")
    String outOfOther();

    @Message("Se não era isso, desconecte-o em Dispositivos conectados no celular e leia o código com o certo.")
    String wasItMeant();

    @Message(
            "Se não era isso, desconecte-o em Dispositivos conectados no celular e peça outro link a quem enviou este.")
    String tellSender();

    @Message("Ler com o celular certo")
    String rightPhone();

    @Message("Era isso mesmo")
    String itWasMeant();

    @Message("Este link não existe")
    String unknownLink();

    @Message("Confira se ele está inteiro. Se está, um mais novo tomou o lugar dele, ou ele acabou há muito tempo.")
    String unknownLinkHint();

    @Message("Este link já cumpriu o seu papel")
    String usedLink();

    @Message("O número se conectou, e com isso o link acabou.")
    String usedLinkHint();

    @Message("Este link foi revogado")
    String revokedLink();

    @Message("Quem cuida do número o encerrou.")
    String revokedLinkHint();

    @Message("Este link venceu")
    String expiredLink();

    @Message("Um link vale por 24 horas.")
    String expiredLinkHint();

    @Message("Se ainda precisar, peça outro a quem o enviou.")
    String askForAnother();

    @Message("Agora não dá")
    String unavailable();

    @Message("O serviço não consegue responder neste momento. Tente de novo em alguns segundos.")
    String unavailableHint();

    @Message("{#when trouble}"
            + "{#is DONE}Feito." + "{#is CONNECTED}O gateway diz que o número já está conectado."
            + "{#is RESTORABLE}Antes do código, a sessão precisa ser restaurada; muitas vezes isso basta."
            + "{#is NONE}O gateway não tem código neste momento, como nos segundos depois de um reinício."
            + "{#is NO_PHONE}Isso não é um número de telefone. Escreva-o com o código do país, em dígitos."
            + "{#is TOO_OFTEN}Foram pedidos demais. Espere um pouco antes de pedir de novo."
            + "{#is UNKNOWN_CALL}O gateway não sabe fazer isso. Conecte pelo painel do provedor."
            + "{#is REFUSED}O gateway recusou." + "{#is UNANSWERED}O gateway não responde agora."
            + "{/when}")
    String why(Outcome.State trouble);
}
