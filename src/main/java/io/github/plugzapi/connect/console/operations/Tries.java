package io.github.plugzapi.connect.console.operations;

import io.github.plugzapi.connect.delivery.AttemptLog.Attempt;
import java.util.List;

/**
 * The last attempts of a sink as a row of marks, the newest at the end of it: a short line for each that was taken, a full block
 * for each that was not.
 *
 * @param on the path of those that were taken; empty for none; never null
 * @param off the path of the others; empty for none; never null
 * @param taken how many were taken
 * @param failed how many were not
 * @param isFailingNow whether none was taken after the first that was not
 */
public record Tries(String on, String off, long taken, long failed, boolean isFailingNow) {

    /** So many have room. */
    static final int MOST = 20;

    private static final int ROOM = 40;
    private static final int BLOCK = 20;

    /**
     * The marks of some attempts.
     *
     * @param attempts at most {@value #MOST}, the newest first; never null
     */
    static Tries of(List<Attempt> attempts) {
        StringBuilder on = new StringBuilder();
        StringBuilder off = new StringBuilder();
        int x = (MOST - attempts.size()) * ROOM;
        long taken = 0;
        boolean isFailingNow = false;
        for (int i = attempts.size() - 1; i >= 0; i--) {
            if (attempts.get(i).isTaken()) {
                on.append('M').append(x + ROOM / 2).append(" 7v6");
                taken++;
                isFailingNow = false;
            } else {
                off.append('M').append(x + (ROOM - BLOCK) / 2).append(" 0h20v20h-20z");
                isFailingNow = true;
            }
            x += ROOM;
        }
        long failed = attempts.size() - taken;
        long first = attempts.stream().dropWhile(each -> !each.isTaken()).count();
        return new Tries(on.toString(), off.toString(), taken, failed, isFailingNow && first == taken);
    }
}
