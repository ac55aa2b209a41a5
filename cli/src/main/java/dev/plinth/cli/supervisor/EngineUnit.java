// SPDX-License-Identifier: Apache-2.0
package dev.plinth.cli.supervisor;

import dev.plinth.engines.AotCache;
import dev.plinth.engines.ArtifactLock;
import dev.plinth.engines.Engine;
import dev.plinth.engines.EngineHost;
import dev.plinth.engines.ProcessSpec;
import java.util.Set;

/** An engine that Plinth starts itself. */
record EngineUnit(Engine engine, EngineHost host) implements Unit {
    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public int port() {
        return host.port();
    }

    @Override
    public Set<String> after() {
        return Set.of();
    }

    @Override
    public ArtifactLock artifacts() {
        return engine.artifacts();
    }

    @Override
    public ProcessSpec prepare() {
        return engine.prepare(host);
    }

    @Override
    public void check() {
        engine.check(engine.connection(host));
    }

    @Override
    public AotCache aotCache() {
        return host.aotCache();
    }
}
