package dev.jimm.plugin.augment;

import java.util.stream.DoubleStream;

/**
 * One of the operations that policies are made of.
 *
 * @param name as in timm
 * @param effect the argument in words, {@code %s} standing for the number; empty where there is none
 */
record Operation(String name, Strength strength, String effect, Change change) {
    /** For descriptions, so that what is measured by the shorter side comes out in percent. */
    private static final int HUNDRED = 100;

    /** What the operation does at the levels from one to another. */
    String effect(double least, double most) {
        double[] ends = DoubleStream.of(least, most)
                .flatMap(level -> DoubleStream.of(
                        strength.argument(level, HUNDRED, strength.signed()), strength.argument(level, HUNDRED, false)))
                .sorted()
                .toArray();
        String from = Text.number(ends[0]);
        String to = Text.number(ends[ends.length - 1]);
        String range = from.equals(to) ? from : from + (least == most ? " or " : " to ") + to;
        return effect.formatted(range);
    }
}
