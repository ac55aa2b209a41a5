// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread of a shipper's own: what is logged on one is not shipped, or it would never end. */
final class OwnThread extends Thread {
    OwnThread(Runnable work, String name) {
        super(null, work, name, 0, false);
        setDaemon(true);
    }

    /** As many as are needed, which is one or two while something is sent, and none for long after. */
    static Executor pool() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                5,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> new OwnThread(work, "plinth-logs-http"));
    }

    static boolean isCurrent() {
        return Thread.currentThread() instanceof OwnThread;
    }
}
