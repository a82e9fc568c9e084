package io.github.plugzapi.connect.dev;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The dozen instances of a company, each with something to show. Their phone numbers are nobody's. */
final class Cast {

    private static final Duration EVER = Duration.ZERO;

    private Cast() {}

    static List<StandInInstance> at(Clock clock) {
        return List.of(
                steady("vendas", "Vendas", 1, Part.IS_CONNECTED, 1, clock),
                changing("suporte", "Suporte", 2, Part.COMES_AND_GOES, minutes(3), seconds(45), 3, clock),
                steady("cobranca", "Cobrança", 3, Part.IS_OUT, 2, clock),
                steady("loja-centro", "Loja Centro", 4, Part.WANTS_A_PHONE, 1, clock),
                // Often enough to flap.
                changing("loja-norte", "Loja Norte", 5, Part.COMES_AND_GOES, seconds(50), seconds(10), 1, clock),
                steady("financeiro", "Financeiro", 6, Part.WANTS_ITS_SESSION, 1, clock),
                steady("agendamento", "Agendamento", 7, Part.IS_TAKEN, 0, clock),
                steady("entregas", "Entregas", 8, Part.IS_PAID_FOR_DAYS, 1, clock),
                steady("marketing", "Marketing", 9, Part.IS_NOT_ANSWERED, 0, clock),
                steady("recepcao", "Recepção", 10, Part.IS_CONNECTED, 0, clock),
                changing("pos-venda", "Pós-venda", 11, Part.COMES_AND_GOES_UNTOLD, minutes(5), minutes(2), 1, clock),
                changing("rh", "RH", 12, Part.COMES_AND_GOES, minutes(7), seconds(90), 1, clock));
    }

    private static StandInInstance steady(String id, String name, int number, Part part, int outages, Clock clock) {
        return changing(id, name, number, part, EVER, EVER, outages, clock);
    }

    private static StandInInstance changing(
            String id, String name, int number, Part part, Duration up, Duration down, int outages, Clock clock) {
        return new StandInInstance(id, name, "5511900000%03d".formatted(number), part, up, down, outages, clock);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
