package io.github.plugzapi.connect.wording;

/** Portuguese, as it is written in Brazil. */
final class Portuguese implements Phrases {

    @Override
    public Phrase of(Sort sort) {
        return switch (sort) {
            case GATEWAY ->
                new Phrase(
                        "gateways",
                        "não responde como estão os números",
                        "não respondem como estão os números",
                        "não respondeu como estavam os números",
                        "não responderam como estavam os números",
                        "responde de novo",
                        "respondem de novo",
                        "nada nos celulares. Veja se este servidor alcança a internet e se o provedor conhece alguma"
                                + " falha. O que o PlugZapi avisa por si continua sendo recebido.");
            case OUTAGE ->
                new Phrase(
                        "números",
                        "está fora do ar",
                        "estão fora do ar",
                        "esteve fora do ar",
                        "estiveram fora do ar",
                        "está conectado de novo",
                        "estão conectados de novo",
                        "veja se o celular está ligado e com internet; depois restaure a sessão ou leia o QR code de"
                                + " novo, no painel do provedor.");
            case REGISTRATION ->
                new Phrase(
                        "números",
                        "não está registrado no PlugZapi",
                        "não estão registrados no PlugZapi",
                        "não esteve registrado no PlugZapi",
                        "não estiveram registrados no PlugZapi",
                        "está registrado de novo",
                        "estão registrados de novo",
                        "se o PlugZapi recusa, confira o id e o token da instância e os IPs permitidos no painel do"
                                + " provedor; se outro sistema toma o webhook, deixe só um deles registrá-lo. Até lá as"
                                + " mudanças só são percebidas perguntando.");
            case CONFIRMATION ->
                new Phrase(
                        "números",
                        "está sem confirmação do PlugZapi",
                        "estão sem confirmação do PlugZapi",
                        "esteve sem confirmação do PlugZapi",
                        "estiveram sem confirmação do PlugZapi",
                        "está confirmado de novo",
                        "estão confirmados de novo",
                        "veja a instância no painel do provedor: ela ainda existe, está paga, e o token é o que está"
                                + " configurado?");
            case RESTORE ->
                new Phrase(
                        "números",
                        "não pôde ser restaurado pedindo ao PlugZapi",
                        "não puderam ser restaurados pedindo ao PlugZapi",
                        "não pôde ser restaurado pedindo ao PlugZapi",
                        "não puderam ser restaurados pedindo ao PlugZapi",
                        "",
                        "",
                        "leia o QR code de novo no painel do provedor, com o celular à mão.");
            case SUBSCRIPTION ->
                new Phrase(
                        "números",
                        "precisa ser pago",
                        "precisam ser pagos",
                        "",
                        "",
                        "",
                        "",
                        "renove a assinatura com o provedor; sem ela nada mais é enviado nem recebido.");
            case FLAPPING ->
                new Phrase(
                        "números",
                        "cai e volta",
                        "caem e voltam",
                        "caía e voltava",
                        "caíam e voltavam",
                        "está estável de novo",
                        "estão estáveis de novo",
                        "veja a internet do celular e a economia de bateria, e se o mesmo número está conectado também em"
                                + " outro lugar.");
            case SINK_PAUSED ->
                new Phrase(
                        "sistemas",
                        "não recebe eventos: o destino está pausado",
                        "não recebem eventos: os destinos estão pausados",
                        "não recebeu eventos",
                        "não receberam eventos",
                        "recebe eventos de novo",
                        "recebem eventos de novo",
                        "pergunte a quem cuida dele por que os recusa e depois retome o destino. Nada se perde enquanto"
                                + " isso.");
            case SINK_BEHIND ->
                new Phrase(
                        "sistemas",
                        "recebe os eventos com atraso",
                        "recebem os eventos com atraso",
                        "recebeu os eventos com atraso",
                        "receberam os eventos com atraso",
                        "está em dia de novo",
                        "estão em dia de novo",
                        "veja se ele responde, e em quanto tempo. Nada se perde enquanto isso.");
        };
    }

    @Override
    public String since(String moment) {
        return "desde " + moment;
    }

    @Override
    public String at(String moment, boolean today) {
        return (today ? "às " : "em ") + moment;
    }

    @Override
    public String fromTo(String from, String to, String length) {
        return "de " + from + " até " + to + " (" + length + ")";
    }

    @Override
    public String paidUntil(String moment) {
        return "está pago só até " + moment;
    }

    @Override
    public String notPaidSince(String moment) {
        return "não está mais pago desde " + moment;
    }

    @Override
    public String first(String name, String at) {
        return "o primeiro, " + name + ", " + at;
    }

    @Override
    public String allThrough(String host) {
        return "todos por " + host;
    }

    @Override
    public String andMore(int others) {
        return "e mais " + others;
    }

    @Override
    public String still(String sentence) {
        return "Ainda: " + sentence;
    }

    @Override
    public String removed(Sort sort, boolean several) {
        if (sort == Sort.GATEWAY) {
            return "não é mais consultado por esses números";
        }
        return several ? "não são mais acompanhados" : "não é mais acompanhado";
    }

    @Override
    public String removedText() {
        return "remoção da configuração ou da conta do provedor. Nada mais é avisado a respeito até que isso seja desfeito.";
    }

    @Override
    public String and() {
        return "e";
    }

    @Override
    public String said() {
        return "Motivo";
    }

    @Override
    public String whatToDo() {
        return "O que fazer";
    }

    @Override
    public String wasOver() {
        return "Já tinha passado quando este aviso pôde ser dado.";
    }

    @Override
    public String zone() {
        return "Horários de Brasília.";
    }

    @Override
    public String test(String channel) {
        return "Teste: os avisos chegam a " + channel;
    }

    @Override
    public String testText() {
        return "Este é um teste do plugzapi-connect. Não há nada errado.";
    }

    @Override
    public String journalLost(String since) {
        return "O plugzapi-connect não consegue gravar seu diário " + since;
    }

    @Override
    public String journalLostText(String reason) {
        return "Motivo: " + reason
                + "\nO que fazer: cuide logo do banco de dados ou do disco. Até lá os callbacks são recusados"
                + " (503), e o que o PlugZapi não envia de novo se perde.";
    }

    @Override
    public String journalBack(String fromTo) {
        return "O plugzapi-connect grava seu diário de novo; não conseguiu " + fromTo;
    }

    @Override
    public String channelFails(String channel, String since) {
        return "Os avisos não chegam a " + channel + " " + since;
    }

    @Override
    public String channelFailsText(String reason) {
        return "Motivo: " + reason
                + "\nO que fazer: quem lê os avisos ali não sabe de nada enquanto isso. Confira o endereço"
                + " na variável ALERTS_TO_….";
    }

    @Override
    public String channelWorks(String channel) {
        return "Os avisos chegam de novo a " + channel;
    }
}
