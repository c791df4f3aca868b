package dev.jimm.testkit;

/** What schedules do. Each is expected of every schedule; a schedule without it must behave as said here. */
public enum SchedulerBehavior {
    /**
     * Takes trainings of any length with its defaults, a single update too; otherwise it refuses some of those that the kit
     * tries, by a message that begins with the key of the option to change.
     */
    ANY_LENGTH
}
