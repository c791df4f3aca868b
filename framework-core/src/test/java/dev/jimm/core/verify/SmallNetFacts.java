package dev.jimm.core.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reference facts of {@link SmallNet}, written down by hand, and its outputs computed with plain loops over doubles. */
final class SmallNetFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHANNELS = 3;
    private static final int SIZE = 6;
    private static final int HALF = SIZE / 2;
    private static final double CONV_DEVIATION = 1 / Math.sqrt(27) / Math.sqrt(3);
    private static final double FC_DEVIATION = 0.5 / Math.sqrt(3);

    private SmallNetFacts() {}

    /** A record without outputs. */
    static ObjectNode structure() {
        ObjectNode facts = JSON.createObjectNode();
        facts.put("arch", "small_net");
        ArrayNode params = facts.putArray("params");
        weight(params, "conv.weight", 0, CONV_DEVIATION, 4, 3, 3, 3);
        weight(params, "norm.weight", 1, 0, 4);
        weight(params, "norm.bias", 0, 0, 4);
        tensor(params, "norm.running_mean", "b", 4);
        tensor(params, "norm.running_var", "b", 4);
        tensor(params, "norm.num_batches_tracked", "b").add("int");
        weight(params, "fc.weight", 0, FC_DEVIATION, 5, 4);
        weight(params, "fc.bias", 0, FC_DEVIATION, 5);
        facts.put("param_count", 141);
        facts.put("num_features", 4);
        facts.put("head_hidden_size", 4);
        facts.putArray("no_weight_decay").add("token").add("norm.weight");
        facts.putArray("layer_of")
                .add(0)
                .add(1)
                .add(1)
                .add(-1)
                .add(-1)
                .add(-1)
                .add(2)
                .add(2);
        facts.putNull("golden");
        return facts;
    }

    private static ArrayNode tensor(ArrayNode params, String name, String kind, int... shape) {
        ArrayNode entry = params.addArray().add(name);
        ArrayNode sizes = entry.addArray();
        for (int size : shape) {
            sizes.add(size);
        }
        return entry.add(kind);
    }

    private static void weight(ArrayNode params, String name, double mean, double deviation, int... shape) {
        tensor(params, name, "p", shape).add(mean).add(deviation);
    }

    /** A record with outputs. */
    static ObjectNode withOutputs() {
        double[] features = features();
        double[] pooled = pooled(features);
        double[] logits = logits(pooled);
        ObjectNode facts = structure();
        ObjectNode golden = facts.putObject("golden");
        golden.putArray("input").add(1).add(CHANNELS).add(SIZE).add(SIZE);
        golden.set("logits", summary(logits, 1, 5));
        ArrayNode first = golden.putArray("logits16");
        for (double logit : logits) {
            first.add(logit);
        }
        golden.putArray("features").add(summary(features, 1, 4, HALF, HALF));
        golden.set("pre_logits", summary(pooled, 1, 4));
        golden.putArray("intermediates").add(summary(features, 1, 4, HALF, HALF));
        golden.putArray("feature_info")
                .addObject()
                .put("module", "norm")
                .put("num_chs", 4)
                .put("reduction", 2);
        return facts;
    }

    private static double[] features() {
        float[] input = GeneratedValues.unit("input", CHANNELS * SIZE * SIZE);
        float[] weight = GeneratedValues.unit("conv.weight", 4 * CHANNELS * 9);
        float[] scale = GeneratedValues.unit("norm.weight", 4);
        float[] shift = GeneratedValues.unit("norm.bias", 4);
        float[] mean = GeneratedValues.unit("norm.running_mean", 4);
        float[] variance = GeneratedValues.unit("norm.running_var", 4);
        double[] output = new double[4 * HALF * HALF];
        for (int i = 0; i < output.length; i++) {
            int channel = i / (HALF * HALF);
            int row = i / HALF % HALF;
            int column = i % HALF;
            double sum = 0;
            for (int k = 0; k < CHANNELS * 9; k++) {
                int y = 2 * row - 1 + k / 3 % 3;
                int x = 2 * column - 1 + k % 3;
                if (y >= 0 && y < SIZE && x >= 0 && x < SIZE) {
                    sum += input[(k / 9 * SIZE + y) * SIZE + x]
                            * weight[channel * CHANNELS * 9 + k]
                            * Math.sqrt(3.0 / 27);
                }
            }
            double normed = (sum - 0.1 * mean[channel]) / Math.sqrt(1 + 0.1 * Math.abs(variance[channel]) + 1e-5);
            output[i] = Math.max(0, normed * (1 + 0.1 * scale[channel]) + 0.1 * shift[channel]);
        }
        return output;
    }

    private static double[] pooled(double... features) {
        double[] pooled = new double[4];
        for (int i = 0; i < features.length; i++) {
            pooled[i / (HALF * HALF)] += features[i] / (HALF * HALF);
        }
        return pooled;
    }

    private static double[] logits(double... pooled) {
        float[] weight = GeneratedValues.unit("fc.weight", 20);
        float[] bias = GeneratedValues.unit("fc.bias", 5);
        double[] logits = new double[5];
        for (int i = 0; i < 5; i++) {
            logits[i] = 0.1 * bias[i];
            for (int j = 0; j < 4; j++) {
                logits[i] += pooled[j] * weight[4 * i + j] * Math.sqrt(3.0 / 4);
            }
        }
        return logits;
    }

    private static ObjectNode summary(double[] values, int... shape) {
        double mean = 0;
        double absmax = 0;
        for (double value : values) {
            mean += value / values.length;
            absmax = Math.max(absmax, Math.abs(value));
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        ObjectNode summary = JSON.createObjectNode();
        ArrayNode sizes = summary.putArray("shape");
        for (int size : shape) {
            sizes.add(size);
        }
        summary.put("mean", mean).put("std", Math.sqrt(variance)).put("absmax", absmax);
        ArrayNode head = summary.putArray("head");
        for (int i = 0; i < Math.min(8, values.length); i++) {
            head.add(values[i]);
        }
        return summary;
    }
}
