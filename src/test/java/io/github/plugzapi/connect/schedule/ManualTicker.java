package io.github.plugzapi.connect.schedule;

import io.github.plugzapi.connect.testsupport.MovableClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Ticks when a test says so, by a clock that the test moves; what is due is begun before the tick is over. */
public final class ManualTicker extends Ticker {

    private final List<Agenda<?>> agendas = new CopyOnWriteArrayList<>();

    /** One whose luck is even: each sixtieth from 0 to 1 comes in turn, from the middle on. */
    public ManualTicker(MovableClock clock) {
        this(clock, evenly());
    }

    public ManualTicker(MovableClock clock, DoubleSupplier chance) {
        this(clock, new AtOnce(), chance);
    }

    ManualTicker(MovableClock clock, Executor workers, DoubleSupplier chance) {
        super(clock::elapsed, workers, chance);
    }

    private static DoubleSupplier evenly() {
        AtomicInteger turn = new AtomicInteger(30);
        return () -> turn.getAndIncrement() % 60 / 60.0;
    }

    @Override
    public void tick() {
        super.tick();
    }

    @Override
    public <T> Agenda<T> agenda(int maxAtATime, BooleanSupplier mayRun, Function<T, Uni<Duration>> call) {
        Agenda<T> agenda = super.agenda(maxAtATime, mayRun, call);
        agendas.add(agenda);
        return agenda;
    }

    /** Whether each call that was begun has ended, and what came of it is known. */
    public boolean isIdle() {
        return agendas.stream().allMatch(Agenda::isIdle);
    }

    /** Works on the thread that gives the work, one piece after another, as a pool would. */
    private static final class AtOnce implements Executor {

        private final ThreadLocal<Deque<Runnable>> given = new ThreadLocal<>();

        @Override
        public void execute(Runnable work) {
            Deque<Runnable> before = given.get();
            if (before != null) {
                before.add(work);
                return;
            }
            Deque<Runnable> all = new ArrayDeque<>(List.of(work));
            given.set(all);
            try {
                while (!all.isEmpty()) {
                    all.remove().run();
                }
            } finally {
                given.remove();
            }
        }
    }
}
