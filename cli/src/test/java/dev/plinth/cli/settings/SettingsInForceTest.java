// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.settings.SettingsInForce.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsInForceTest {
    @TempDir
    Path directory;

    private static Setting find(List<Setting> settings, String name) {
        return settings.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + settings));
    }

    @Test
    void what_nobody_said_has_its_default() {
        List<Setting> settings = SettingsInForce.of(PlinthSettings.defaults(), Map.of("core.port", "7170"));
        assertThat(find(settings, "core.heap").value()).isEqualTo("768m");
        assertThat(find(settings, "core.heap").given()).isFalse();
        assertThat(find(settings, "core.port").value()).isEqualTo("7170");
        assertThat(find(settings, "gateway.env").value()).isEqualTo("dev");
        assertThat(find(settings, "data").value()).isEqualTo("data beside the launcher");
    }

    @Test
    void what_somebody_said_is_shown_without_what_may_be_secret() throws IOException {
        Path file = Files.writeString(directory.resolve("plinth.yaml"), """
                portOffset: 100
                engines:
                  postgres: {url: "jdbc:postgresql://db:5432/plinth?user=me&password=s3cr3t&ssl=true"}
                  redis: {url: "redis://me:s3cr3t@cache:6379"}
                apps:
                - name: shop
                  command: [java, -jar, shop.jar]
                  environment: {API_KEY: s3cr3t}
                """);
        List<Setting> settings = SettingsInForce.of(SettingsFile.read(file), Map.of());
        assertThat(find(settings, "portOffset"))
                .extracting(Setting::value, Setting::given)
                .containsExactly("100", true);
        assertThat(find(settings, "apps[0].command").value()).isEqualTo("java, -jar, shop.jar");
        assertThat(find(settings, "apps[0].environment").value()).isEqualTo("API_KEY");
        assertThat(find(settings, "engines.redis.url").value()).isEqualTo("redis://me:…@cache:6379");
        assertThat(settings.toString()).doesNotContain("s3cr3t");
        assertThat(find(settings, "engines.postgres.url").value()).endsWith("ssl=true");
    }
}
