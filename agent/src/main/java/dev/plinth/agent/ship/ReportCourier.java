// SPDX-License-Identifier: Apache-2.0
package dev.plinth.agent.ship;

import dev.plinth.logs.SendResult;
import dev.plinth.logs.SendResult.Cause;
import dev.plinth.logs.SendResult.ComeBack;
import dev.plinth.logs.SendResult.Refused;
import dev.plinth.logs.SendResult.Taken;
import dev.plinth.logs.SendResult.TakenPartly;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Brings reports to Plinth, oldest first, until no more come and none is left. When Plinth takes nothing they wait, as long as {@link Reports} keeps them. */
public final class ReportCourier implements Runnable {
    private final Reports reports;
    private final Courier.Wire wire;
    private final Courier.Patience patience;
    private final Figures figures;
    private final Notes notes;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public ReportCourier(Reports reports, Courier.Wire wire, Courier.Patience patience, Figures figures, Notes notes) {
        this.reports = reports;
        this.wire = wire;
        this.patience = patience;
        this.figures = figures;
        this.notes = notes;
    }

    /** Each that waits is tried once more, until Plinth does not take one. */
    public void stop() {
        stopping.countDown();
        reports.complete();
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            for (int tries = 0; more; ) {
                Report report = reports.oldest();
                if (report == null) {
                    return;
                }
                Duration pause = send(report, tries);
                tries = pause.isZero() ? 0 : tries + 1;
                more = pause.isZero() || !stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long is to be waited before the same is sent again; zero when it is settled. */
    private Duration send(Report report, int tries) throws InterruptedException {
        SendResult result = wire.send(report.request());
        switch (result) {
            case Taken() -> taken(report);
            case TakenPartly(long rejected, String why) -> {
                taken(report);
                notes.say(
                        "host series",
                        "Plinth never takes %d numbers of a report on the host: %s".formatted(rejected, why));
            }
            case ComeBack(Duration after, int status, String why) -> {
                notes.say("host away", "Plinth takes no report on the host now: " + why);
                return after.isPositive() ? after : patience.backOff(tries);
            }
            case Refused refused
            when refused.cause() == Cause.CONTENT -> {
                if (reports.settled(report)) {
                    figures.reportsDropped(1);
                }
                notes.say("host report", "Plinth never takes this report on the host: " + refused.why());
            }
            case Refused refused -> {
                notes.say(
                        "host refused",
                        "Plinth refuses who sends reports on the host (endpoint, keyFile): " + refused.why());
                return patience.refused();
            }
        }
        return Duration.ZERO;
    }

    private void taken(Report report) {
        if (reports.settled(report)) {
            figures.reported();
        }
        notes.over("host away");
        notes.over("host refused");
    }
}
