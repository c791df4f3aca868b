package dev.jimm.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Opens models of jimm. Arrays are PyTorch's, so translators that were written for it go on working. */
final class JimmEngine extends Engine {
    static final String NAME = "jimm";
    /** Behind every engine that programs may mean when they name none. */
    static final int RANK = 1000;

    /** DJL's engine, under which jimm computes too. */
    static Engine pyTorch() {
        return Engine.getEngine("PyTorch");
    }

    @Override
    public Engine getAlternativeEngine() {
        return pyTorch();
    }

    @Override
    public String getEngineName() {
        return NAME;
    }

    @Override
    public int getRank() {
        return RANK;
    }

    @Override
    public String getVersion() {
        return dev.jimm.core.engine.Engine.version();
    }

    @Override
    public boolean hasCapability(String capability) {
        return pyTorch().hasCapability(capability);
    }

    @Override
    public Model newModel(String name, Device device) {
        return new JimmModel(name, device);
    }

    @Override
    public NDManager newBaseManager() {
        return newBaseManager(null);
    }

    /** Models compute on the CPU, where their arrays are to be. */
    @Override
    public NDManager newBaseManager(Device device) {
        return pyTorch().newBaseManager(Device.cpu());
    }
}
