// SPDX-License-Identifier: Apache-2.0
package dev.plinth.engines.contract;

import dev.plinth.engines.Engine;
import dev.plinth.engines.redis.RedisEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

class RedisEngineIT extends EngineContract {
    private final RedisEngine engine = new RedisEngine();

    @Override
    Engine engine() {
        return engine;
    }

    @Override
    void write(String key, String value) throws Exception {
        ask("SET " + key + " \"" + value + "\"");
    }

    @Override
    String read(String key) throws Exception {
        return ask("GET " + key);
    }

    /** Inline commands, which Redis takes from a terminal. */
    private String ask(String command) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", running.port());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream()
                    .write(("AUTH plinth " + password() + "\r\n" + command + "\r\n").getBytes(StandardCharsets.UTF_8));
            in.readLine();
            String answer = in.readLine();
            return answer.startsWith("$") ? in.readLine() : answer;
        }
    }
}
