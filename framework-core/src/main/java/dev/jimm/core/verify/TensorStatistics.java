package dev.jimm.core.verify;

/** Mean, deviation (of the population) and largest absolute value of a tensor; NaN where a value is not a number. */
record TensorStatistics(double mean, double deviation, double absmax) {
    static TensorStatistics of(float[] values) {
        double sum = 0;
        double absmax = 0;
        for (float value : values) {
            sum += value;
            absmax = Math.max(absmax, Math.abs(value));
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new TensorStatistics(mean, Math.sqrt(squares / values.length), absmax);
    }
}
