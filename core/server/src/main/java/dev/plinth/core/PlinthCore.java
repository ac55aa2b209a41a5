// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The control plane: every room in one process. */
@SpringBootApplication
public class PlinthCore {
    /** System property: with the value {@code stdin} the process ends when its standard input does. */
    private static final String LIFELINE = "plinth.lifeline";

    public static void main(String[] args) {
        if ("stdin".equals(System.getProperty(LIFELINE))) {
            Thread.ofPlatform().daemon().name("lifeline").start(PlinthCore::haltAtEndOfInput);
        }
        SpringApplication.run(PlinthCore.class, args);
    }

    /** The supervisor holds the other end open; when it dies, however it dies, this process must not outlive it. */
    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // whatever it says, it lives
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(0);
    }
}
