package dev.jimm.testkit;

import dev.jimm.api.event.TrainingListenerProvider;

/** A sound listener passes everything. */
class TinyListenerProviderKitTest extends TrainingListenerProviderKit {
    @Override
    protected TrainingListenerProvider<?> provider() {
        return new TinyListener();
    }
}
