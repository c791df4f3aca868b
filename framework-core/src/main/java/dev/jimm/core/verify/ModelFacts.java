package dev.jimm.core.verify;

import dev.jimm.api.model.FeatureInfo;
import java.util.List;
import java.util.Optional;

/**
 * What the reference knows of an architecture.
 *
 * @param tensors the state dict, in order
 * @param layers of each tensor its layer for layer-wise learning rates, or -1; {@code null} when it is not known
 * @param outputs {@code null} when they are not known
 */
record ModelFacts(
        String architecture,
        List<TensorFacts> tensors,
        long parameterCount,
        long featureCount,
        long headHiddenSize,
        List<String> noWeightDecay,
        List<Long> layers,
        OutputFacts outputs) {
    /**
     * A tensor of the state dict.
     *
     * @param mean of a fresh model's values, rounded to 6 digits; {@code null} when it is not known
     * @param deviation as the mean
     */
    record TensorFacts(
            String name, List<Long> shape, boolean isWeight, boolean isWhole, Double mean, Double deviation) {
        private static TensorFacts of(Facts entry) {
            int size = entry.list().size();
            boolean whole = size == 4 && entry.at(3).text().equals("int");
            boolean initialised = size == 5;
            return new TensorFacts(
                    entry.at(0).text(),
                    entry.at(1).wholes(),
                    entry.at(2).text().equals("p"),
                    whole,
                    initialised ? entry.at(3).number() : null,
                    initialised ? entry.at(4).number() : null);
        }
    }

    /** What is known of an output tensor: its deviation is that of the population, the head its first values. */
    record TensorSummary(List<Long> shape, double mean, double deviation, double absmax, List<Double> head) {
        private static TensorSummary of(Facts summary) {
            return new TensorSummary(
                    summary.at("shape").wholes(),
                    summary.at("mean").number(),
                    summary.at("std").number(),
                    summary.at("absmax").number(),
                    summary.at("head").numbers());
        }
    }

    /**
     * Outputs for generated weights and a generated input.
     *
     * @param firstLogits the first 16
     * @param intermediates of each feature info; empty when they are not known
     */
    record OutputFacts(
            long[] input,
            TensorSummary logits,
            List<Double> firstLogits,
            List<TensorSummary> features,
            Optional<TensorSummary> preLogits,
            Optional<List<FeatureInfo>> featureInfo,
            List<TensorSummary> intermediates) {
        private static OutputFacts of(Facts golden) {
            OutputFacts facts = new OutputFacts(
                    golden.at("input").wholes().stream()
                            .mapToLong(Long::longValue)
                            .toArray(),
                    TensorSummary.of(golden.at("logits")),
                    golden.at("logits16").numbers(),
                    summaries(golden.at("features")),
                    golden.has("pre_logits")
                            ? Optional.of(TensorSummary.of(golden.at("pre_logits")))
                            : Optional.empty(),
                    golden.has("feature_info") ? Optional.of(featureInfo(golden.at("feature_info"))) : Optional.empty(),
                    golden.has("intermediates") ? summaries(golden.at("intermediates")) : List.of());
            int announced = facts.featureInfo.map(List::size).orElse(0);
            if (!facts.intermediates.isEmpty() && facts.intermediates.size() != announced) {
                throw golden.malformed(
                        facts.intermediates.size() + " 'intermediates' for " + announced + " 'feature_info'");
            }
            return facts;
        }

        private static List<TensorSummary> summaries(Facts list) {
            return list.list().stream().map(TensorSummary::of).toList();
        }

        /** A model without maps to offer announces its classifier, with reduction 0, which is none. */
        private static List<FeatureInfo> featureInfo(Facts list) {
            return list.list().stream()
                    .filter(info -> info.at("reduction").whole() > 0)
                    .map(info -> new FeatureInfo(
                            info.at("module").text(), (int) info.at("num_chs").whole(), (int)
                                    info.at("reduction").whole()))
                    .toList();
        }
    }

    static ModelFacts of(Facts facts) {
        ModelFacts model = new ModelFacts(
                facts.at("arch").text(),
                facts.at("params").list().stream().map(TensorFacts::of).toList(),
                facts.at("param_count").whole(),
                facts.at("num_features").whole(),
                facts.at("head_hidden_size").whole(),
                facts.at("no_weight_decay").texts(),
                facts.has("layer_of") ? facts.at("layer_of").wholes() : null,
                facts.has("golden") ? OutputFacts.of(facts.at("golden")) : null);
        if (model.tensors.stream().map(TensorFacts::name).distinct().count() < model.tensors.size()) {
            throw facts.malformed("two 'params' of " + model.architecture + " have one name");
        }
        if (model.layers != null && model.layers.size() != model.tensors.size()) {
            throw facts.malformed(model.layers.size() + " 'layer_of' for " + model.tensors.size() + " 'params'");
        }
        return model;
    }
}
