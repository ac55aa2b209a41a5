// SPDX-License-Identifier: Apache-2.0
package dev.plinth.logs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, which is killed, or ends without closing anything. */
final class ShippingProcess {
    private ShippingProcess() {}

    static Process start(Path directory, URI endpoint, int lines, String end) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ShippingProcess.class.getName()));
        command.addAll(List.of(directory.toString(), endpoint.toString(), Integer.toString(lines), end));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws Exception {
        ShipperSettings settings = ShipperSettings.fromEnvironment()
                .endpoint(args[1])
                .service("killed")
                .spillDirectory(args[0])
                .flushTimeout(Duration.ofSeconds(3))
                .pace(LogShipperTest.QUICK);
        LogShipper<LogLine> shipper = LogShipper.start(settings);
        int lines = Integer.parseInt(args[2]);
        for (int i = 0; i < lines; i++) {
            shipper.offer(LogShipperTest.line("line " + i));
        }
        if (args[3].equals("exit")) {
            System.exit(0);
        }
        // all of it is on disk when nothing more comes there
        long before = -1;
        while (shipper.figures().diskBytes() != before || before == 0) {
            before = shipper.figures().diskBytes();
            TimeUnit.MILLISECONDS.sleep(500);
        }
        System.out.println("kept");
        TimeUnit.MINUTES.sleep(5);
    }
}
