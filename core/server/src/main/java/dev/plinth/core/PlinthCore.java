// SPDX-License-Identifier: Apache-2.0
package dev.plinth.core;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The control plane: every room in one process. */
@SpringBootApplication
public class PlinthCore {
    public static void main(String[] args) {
        SpringApplication.run(PlinthCore.class, args);
    }
}
