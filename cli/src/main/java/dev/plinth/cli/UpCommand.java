// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli;

import dev.plinth.cli.demo.DemoShop;
import dev.plinth.cli.settings.DataDirectory;
import dev.plinth.cli.settings.ExitCode;
import dev.plinth.cli.settings.Failure;
import dev.plinth.cli.settings.PlinthSettings;
import dev.plinth.cli.settings.PlinthSettings.AppSettings;
import dev.plinth.cli.settings.PlinthSettings.GatewaySettings;
import dev.plinth.cli.settings.Room;
import dev.plinth.cli.supervisor.HostReporting;
import dev.plinth.cli.supervisor.Installation;
import dev.plinth.cli.supervisor.ProcessState;
import dev.plinth.cli.supervisor.ProcessStatus;
import dev.plinth.cli.supervisor.StateFile;
import dev.plinth.cli.supervisor.Supervisor;
import dev.plinth.engines.Artifact;
import dev.plinth.engines.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Start everything, and keep it up.",
        footer = {
            "",
            "Without --detach it stays in the foreground; Ctrl-C stops everything in order.",
            "What is missing is fetched first, once."
        })
final class UpCommand implements Callable<Integer> {
    private static final int REDRAW_MILLIS = 150;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(names = "--demo", description = "Also run the demo shop.")
    boolean demo;

    @Option(names = "--detach", description = "Leave it running in the background once all is ready.")
    boolean detach;

    @Option(names = "--port-offset", paramLabel = "N", description = "Add N to every default port.")
    @Nullable
    Integer portOffset;

    @Option(
            names = "--only",
            paramLabel = "ROOMS",
            split = ",",
            description = "Run only these rooms, and the engines they need.")
    @Nullable
    List<String> only;

    @Option(
            names = "--insecure-http",
            description =
                    "Let the gateway listen beyond loopback without TLS: everybody on the way can read and change everything.")
    boolean insecureHttp;

    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, IOException {
        PlinthSettings settings = withOptions(options.settings());
        DataDirectory data = options.dataDirectory(settings);
        Set<Room> rooms = Room.parse(Objects.requireNonNullElse(settings.only(), List.of()));
        return detach ? detached(data) : supervised(settings, data, rooms);
    }

    private PlinthSettings withOptions(PlinthSettings file) {
        return new PlinthSettings(
                file.data(),
                portOffset != null ? portOffset : file.portOffset(),
                only != null ? only : file.only(),
                file.engines(),
                file.artifacts(),
                file.core(),
                file.publicUrl(),
                insecureHttp ? insecure(file.gatewayOrDefault()) : file.gateway(),
                file.telemetry(),
                demo ? demoShop(file) : file.apps());
    }

    private List<AppSettings> demoShop(PlinthSettings file) {
        DemoShop shop = new DemoShop(GlobalOptions.program());
        List<AppSettings> others = Objects.requireNonNullElse(file.apps(), List.of());
        shop.check(Room.parse(Objects.requireNonNullElse(only != null ? only : file.only(), List.of())), others);
        return shop.with(others, portOffset != null ? portOffset : file.portOffsetOrDefault());
    }

    private static GatewaySettings insecure(GatewaySettings gateway) {
        return new GatewaySettings(
                gateway.addresses(),
                gateway.port(),
                gateway.managementPort(),
                gateway.env(),
                gateway.certificate(),
                gateway.key(),
                true,
                gateway.heap());
    }

    private int supervised(PlinthSettings settings, DataDirectory data, Set<Room> rooms)
            throws InterruptedException, IOException {
        data.open();
        DataDirectory.Lock lock = data.tryLock();
        if (lock == null) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Plinth already runs on " + data.root() + supervisorOf(data),
                    "See plinth status; stop it with plinth down, or choose another --data and --port-offset.");
        }
        Installation installation = new Installation(GlobalOptions.program(), options.base(), settings, data, rooms);
        installation.checkGateway();
        installation.checkGivenEngines();
        announceFetch(installation);
        Supervisor supervisor = installation.supervisor(new MissingResources(installation.corePort(), data));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            supervisor.stop();
            stopped.countDown();
        }));
        supervisor.start(Installation.java());
        StartView view = new StartView(terminal);
        while (!supervisor.allReady()) {
            view.show(supervisor.statuses());
            List<ProcessStatus> failed = supervisor.failed();
            if (!failed.isEmpty()) {
                throw startFailure(failed.getFirst());
            }
            TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
        }
        view.show(supervisor.statuses());
        welcome(data);
        HostReporting host = installation.hostReporting();
        if (host != null) {
            host.begin();
        }
        stopped.await();
        lock.close();
        return ExitCode.OK.code();
    }

    private static String supervisorOf(DataDirectory data) {
        StateFile.State state = StateFile.read(data.stateFile());
        return state == null
                ? ""
                : " (process %d, since %s)".formatted(state.supervisorPid(), state.supervisorStartedAt());
    }

    private void announceFetch(Installation installation) {
        List<Artifact> missing = new ArrayList<>();
        for (Engine engine : installation.bundled()) {
            missing.addAll(installation.artifacts().missing(engine.artifacts()));
        }
        if (!missing.isEmpty()) {
            long bytes = missing.stream().distinct().mapToLong(Artifact::bytes).sum();
            terminal.line("Fetching %d MB in %d files, once.".formatted((bytes >> 20) + 1, missing.size()));
        }
    }

    private void welcome(DataDirectory data) {
        StateFile.State state = StateFile.read(data.stateFile());
        terminal.line("");
        terminal.line(terminal.bold("Plinth is up."));
        if (state != null) {
            String url = Objects.requireNonNullElse(state.publicUrl(), "");
            terminal.line("  Plinth   " + url);
            terminal.line("  API      " + url + "/api/v1");
            terminal.line("  Sign in  " + signIn(data, url));
            if (demo) {
                terminal.line("  Shop     " + url + "/shop/");
            }
        }
        terminal.line("  Status   plinth status");
        terminal.line("  Stop     " + (detach ? "plinth down" : "Ctrl-C, or plinth down"));
    }

    /** A link as long as nobody has a password; afterwards people sign in with theirs. It is a secret, so it is in no log. */
    private String signIn(DataDirectory data, String url) {
        if (!terminal.isInteractive() && !detach) {
            return url + "/sign-in  (a link to sign in as admin: plinth user reset admin)";
        }
        try {
            Api api = Api.of(data);
            boolean untouched = api.get("users", Map.of("limit", "1000"))
                    .path("items")
                    .valueStream()
                    .noneMatch(user -> user.path("hasPassword").asBoolean());
            return untouched
                    ? UserCommand.signInLink(api, "admin") + "  (as admin, once, within half an hour)"
                    : url + "/sign-in  (forgotten? plinth user reset USERNAME)";
        } catch (Failure e) {
            return url + "/sign-in  (a link to sign in as admin: plinth user reset admin)";
        }
    }

    private static Failure startFailure(ProcessStatus failed) {
        return new Failure(ExitCode.CONFIGURATION, failed.name() + ": " + failed.detail(), failed.action());
    }

    /** Starts the launcher again without --detach, as the leader of a session of its own, and waits for what becomes of it. */
    private int detached(DataDirectory data) throws IOException, InterruptedException {
        data.open();
        if (data.isSupervised()) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Plinth already runs on " + data.root() + supervisorOf(data),
                    "See plinth status; stop it with plinth down, or choose another --data and --port-offset.");
        }
        Files.deleteIfExists(data.stateFile().resolveSibling("up.log"));
        Path log = data.stateFile().resolveSibling("up.log");
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                GlobalOptions.home().resolve("plinth").toString(),
                "up",
                "--data",
                data.root().toString()));
        if (options.config != null) {
            command.addAll(List.of("--config", options.config.toAbsolutePath().toString()));
        }
        if (portOffset != null) {
            command.addAll(List.of("--port-offset", portOffset.toString()));
        }
        if (insecureHttp) {
            command.add("--insecure-http");
        }
        if (demo) {
            command.add("--demo");
        }
        if (only != null) {
            command.addAll(List.of("--only", String.join(",", only)));
        }
        Process launcher = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        StartView view = new StartView(terminal);
        while (launcher.isAlive()) {
            StateFile.State state = StateFile.read(data.stateFile());
            if (state != null && ProcessHandle.of(state.supervisorPid()).isPresent()) {
                view.show(state.processes());
                if (!state.processes().isEmpty()
                        && state.processes().stream().allMatch(process -> process.state() == ProcessState.READY)) {
                    welcome(data);
                    return ExitCode.OK.code();
                }
            }
            TimeUnit.MILLISECONDS.sleep(REDRAW_MILLIS);
        }
        String output = Files.readString(log).strip();
        terminal.line(
                output.lines().skip(Math.max(0, output.lines().count() - 12)).reduce("", (a, b) -> a + b + "\n"));
        return launcher.exitValue();
    }
}
