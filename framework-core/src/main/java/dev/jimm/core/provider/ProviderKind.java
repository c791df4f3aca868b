package dev.jimm.core.provider;

import dev.jimm.api.Provider;
import dev.jimm.api.augment.AugmentPolicyProvider;
import dev.jimm.api.data.ReaderProvider;
import dev.jimm.api.event.TrainingListenerProvider;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.optimizer.OptimizerProvider;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;

/**
 * A kind of service that plugins offer.
 *
 * @param type the interface that providers implement; also the name of the service file in a jar
 * @param label what the kind is called in messages, in the singular
 * @param listing the command that lists all names of the kind
 */
public record ProviderKind<P extends Provider>(Class<P> type, String label, String listing) {
    public static final ProviderKind<ModelProvider> MODEL = of(ModelProvider.class, "model", "jimm models");
    public static final ProviderKind<OptimizerProvider<?>> OPTIMIZER =
            of(OptimizerProvider.class, "optimizer", "jimm optimizers");
    public static final ProviderKind<SchedulerProvider<?>> SCHEDULER =
            of(SchedulerProvider.class, "scheduler", "jimm schedulers");
    public static final ProviderKind<AugmentPolicyProvider<?>> AUGMENT_POLICY =
            of(AugmentPolicyProvider.class, "augment policy", "jimm policies");
    public static final ProviderKind<ReaderProvider<?>> READER = of(ReaderProvider.class, "reader", "jimm readers");
    public static final ProviderKind<TrainingListenerProvider<?>> LISTENER =
            of(TrainingListenerProvider.class, "listener", "jimm listeners");

    /** All kinds, in the order in which they are listed to users. */
    public static final List<ProviderKind<?>> ALL =
            List.of(MODEL, OPTIMIZER, SCHEDULER, AUGMENT_POLICY, READER, LISTENER);

    @SuppressWarnings("unchecked") // a class literal is always of the raw type
    private static <P extends Provider> ProviderKind<P> of(Class<? super P> type, String label, String listing) {
        return new ProviderKind<>((Class<P>) type, label, listing);
    }
}
