// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.settings;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code plinth.yaml}. Every value has a default; passwords are named by file only. */
public record PlinthSettings(
        @JsonPropertyDescription("Directory of all data; `data` beside the launcher if absent") @Nullable
        Path data,

        @JsonPropertyDescription("Added to every default port; 0 if absent") @Nullable
        Integer portOffset,

        @JsonPropertyDescription("Rooms to run; all if absent") @Nullable
        List<String> only,

        @JsonPropertyDescription(
                "Your own engines, by name: postgres, redis, kafka, opensearch; and prometheus, a store of metrics instead of our own")
        @Nullable
        Map<String, EngineSettings> engines,

        @JsonPropertyDescription("Where engines are fetched from") @Nullable
        ArtifactSettings artifacts,

        @JsonPropertyDescription("The control plane") @Nullable
        CoreSettings core,

        @JsonPropertyDescription(
                "How the world reaches Plinth, as https://plinth.example.org; http://localhost:8080 if absent")
        @Nullable
        String publicUrl,

        @JsonPropertyDescription("The one port to the world") @Nullable
        GatewaySettings gateway,

        @JsonPropertyDescription("Where logs, traces and metrics come in, and how long they are kept") @Nullable
        TelemetrySettings telemetry,

        @JsonPropertyDescription("Processes of yours to run as well, like a Procfile") @Nullable
        List<AppSettings> apps) {

    /** An engine of yours, which Plinth uses instead of starting its own. */
    public record EngineSettings(
            @JsonPropertyDescription("As the engine's clients write it, e.g. jdbc:postgresql://host:5432/plinth")
            @Nullable
            String url,

            @JsonPropertyDescription("The account Plinth uses") @Nullable
            String username,

            @JsonPropertyDescription("File of mode 0600 whose only line is the password") @Nullable
            Path passwordFile) {}

    /** Where artifacts come from. */
    public record ArtifactSettings(
            @JsonPropertyDescription("URL of a Maven repository to use instead of the configured ones") @Nullable
            String mirror,

            @JsonPropertyDescription("Whether fetching is refused; false if absent") @Nullable
            Boolean offline) {}

    /** The control plane's process. */
    public record CoreSettings(
            @JsonPropertyDescription("Largest Java heap; 768m if absent") @Nullable
            String heap,

            @JsonPropertyDescription("Port on loopback; 7070 if absent") @Nullable
            Integer port,

            @JsonPropertyDescription(
                    "Where cores on other machines with the same engines reach this one, as https://core1.internal, by a proxy of yours; its port on loopback if absent")
            @Nullable
            String url,

            @JsonPropertyDescription(
                    "File of mode 0600 with the master key, which is the same for all cores on the same engines; secrets/master.key in the data directory if absent")
            @Nullable
            Path masterKeyFile) {
        static final CoreSettings DEFAULT = new CoreSettings(null, null, null, null);
    }

    /** The gateway's process. */
    public record GatewaySettings(
            @JsonPropertyDescription(
                    "Addresses to listen on; 127.0.0.1 and ::1 if absent. Another one wants publicUrl and TLS, or insecureHttp")
            @Nullable
            List<String> addresses,

            @JsonPropertyDescription("Port; 8080 if absent") @Nullable
            Integer port,

            @JsonPropertyDescription("Port on loopback for health and metrics; 7080 if absent") @Nullable
            Integer managementPort,

            @JsonPropertyDescription("The environment whose routes it serves; dev if absent") @Nullable
            String env,

            @JsonPropertyDescription("PEM file with the certificate and its chain") @Nullable
            Path certificate,

            @JsonPropertyDescription("PEM file of mode 0600 with the certificate's key") @Nullable
            Path key,

            @JsonPropertyDescription("Whether it may listen beyond loopback without TLS; false if absent") @Nullable
            Boolean insecureHttp,

            @JsonPropertyDescription("Largest Java heap; 128m if absent") @Nullable
            String heap) {
        static final GatewaySettings DEFAULT = new GatewaySettings(null, null, null, null, null, null, null, null);
    }

    /** Logs, traces and metrics. */
    public record TelemetrySettings(
            @JsonPropertyDescription("Port on loopback for OTLP over HTTP; 4318 if absent") @Nullable
            Integer httpPort,

            @JsonPropertyDescription("Port on loopback for OTLP over gRPC; 4317 if absent") @Nullable
            Integer grpcPort,

            @JsonPropertyDescription("Port on loopback for syslog over TCP and UDP; none if absent") @Nullable
            Integer syslogPort,

            @JsonPropertyDescription("Days that logs and traces can be found; 7 if absent") @Nullable
            Integer retentionDays,

            @JsonPropertyDescription("Days that samples of metrics can be found; 15 if absent") @Nullable
            Integer metricsRetentionDays,

            @JsonPropertyDescription("Megabytes of samples that PostgreSQL keeps at most; 10240 if absent") @Nullable
            Integer metricsRetentionMegabytes,

            @JsonPropertyDescription("Days that alerts can be found that are over; 90 if absent") @Nullable
            Integer alertsRetentionDays,

            @JsonPropertyDescription(
                    "Whether Plinth tells how the machine is that it runs on, as an agent there would; true if absent")
            @Nullable
            Boolean host) {
        static final TelemetrySettings DEFAULT = new TelemetrySettings(null, null, null, null, null, null, null, null);
    }

    /** A process of yours. */
    public record AppSettings(
            @JsonPropertyDescription("Name in plinth status, a-z, 0-9 and -")
            String name,

            @JsonPropertyDescription("Program and arguments")
            List<String> command,

            @JsonPropertyDescription("Where it runs; the folder of plinth.yaml if absent") @Nullable
            Path directory,

            @JsonPropertyDescription("Environment variables") @Nullable
            Map<String, String> environment,

            @JsonPropertyDescription("Port it listens on; it is ready when the port answers") @Nullable
            Integer port,

            @JsonPropertyDescription(
                    "File with resources that it needs, as its Database; those that are not there are made before it starts")
            @Nullable
            Path resources) {}

    public static PlinthSettings defaults() {
        return new PlinthSettings(null, null, null, null, null, null, null, null, null, null);
    }

    public TelemetrySettings telemetryOrDefault() {
        return telemetry == null ? TelemetrySettings.DEFAULT : telemetry;
    }

    public CoreSettings coreOrDefault() {
        return core == null ? CoreSettings.DEFAULT : core;
    }

    public GatewaySettings gatewayOrDefault() {
        return gateway == null ? GatewaySettings.DEFAULT : gateway;
    }

    public int portOffsetOrDefault() {
        return portOffset == null ? 0 : portOffset;
    }

    public @Nullable EngineSettings engine(String name) {
        return engines == null ? null : engines.get(name);
    }
}
