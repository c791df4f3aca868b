package dev.jimm.core.transform;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.random.RandomGenerator;

/** From where to where a number is drawn. */
record Range(double least, double most) {
    private static final MathContext DIGITS = new MathContext(4);

    static Range of(List<Double> ends) {
        return new Range(ends.get(0), ends.get(1));
    }

    /** @throws IllegalArgumentException beginning with the key, unless it is two numbers above 0, the lesser first */
    static void requirePositive(String key, List<Double> ends) {
        if (ends.size() != 2 || !(ends.get(0) > 0) || !(ends.get(0) <= ends.get(1))) {
            throw new IllegalArgumentException(key + " must be two numbers above 0, the lesser first, not " + ends);
        }
    }

    double draw(RandomGenerator random) {
        return least + (most - least) * random.nextDouble();
    }

    /** Draws so that the logarithm is uniform; the same on every machine. */
    double drawByLogarithm(RandomGenerator random) {
        return StrictMath.exp(new Range(StrictMath.log(least), StrictMath.log(most)).draw(random));
    }

    /** For people: {@code 0.75 to 1.333}. */
    @Override
    public String toString() {
        return number(least) + " to " + number(most);
    }

    /** With four digits at most. */
    static String number(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
