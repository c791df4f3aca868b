package dev.jimm.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/** What DJL finds the engine by. */
public final class JimmEngineProvider implements EngineProvider {
    private static final class Holder {
        private static final Engine ENGINE = new JimmEngine();
    }

    @Override
    public String getEngineName() {
        return JimmEngine.NAME;
    }

    @Override
    public int getEngineRank() {
        return JimmEngine.RANK;
    }

    @Override
    public Engine getEngine() {
        return Holder.ENGINE;
    }
}
