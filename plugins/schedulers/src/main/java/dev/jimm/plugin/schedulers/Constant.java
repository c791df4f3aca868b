package dev.jimm.plugin.schedulers;

import dev.jimm.api.Description;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.Set;

/** The base rate throughout; {@code none} is timm's name for it. */
public final class Constant implements SchedulerProvider<Constant.Options> {
    @Override
    public Set<String> names() {
        return Set.of("constant", "none");
    }

    @Override
    public Options defaults(String name) {
        return new Options();
    }

    @Override
    public Schedule create(String name, Options options, int epochs, int updatesPerEpoch) {
        return (baseRate, progress) -> baseRate;
    }

    @Override
    public Description describe(String name) {
        return Description.of("the base rate throughout");
    }

    /** A constant rate has no options. */
    public record Options() {}
}
