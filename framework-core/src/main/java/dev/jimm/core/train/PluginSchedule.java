package dev.jimm.core.train;

import dev.jimm.api.scheduler.Progress;
import dev.jimm.api.scheduler.Schedule;
import dev.jimm.core.provider.Provided;

/**
 * A schedule of a plugin, whose mistakes are told as the plugin's.
 *
 * @param name of the schedule
 * @param origin of the plugin
 */
record PluginSchedule(Schedule schedule, String name, String origin) implements Schedule {
    @Override
    public double rate(double baseRate, Progress progress) {
        String what = "the rate of scheduler '" + name + "' after " + progress.updates() + " updates";
        double rate = Provided.guarded(origin, what, () -> schedule.rate(baseRate, progress));
        if (!(rate >= 0 && Double.isFinite(rate))) {
            throw Provided.failure(origin, what + " must be a number of at least 0, is " + rate, null);
        }
        return rate;
    }

    @Override
    public int epochs(int configured) {
        String what = "the number of epochs of scheduler '" + name + "'";
        int epochs = Provided.guarded(origin, what, () -> schedule.epochs(configured));
        if (epochs < 1) {
            throw Provided.failure(origin, what + " must be at least 1, is " + epochs, null);
        }
        return epochs;
    }
}
