/**
 * Families of models: the structure of a network, apart from its values.
 *
 * <p>A {@link dev.jimm.api.model.ModelProvider} lists its {@linkplain dev.jimm.api.model.Architecture architectures}, each a name, a
 * record of options and a function that builds the {@link dev.jimm.api.model.Model}:
 *
 * <pre>{@code
 * public final class Tiny implements ModelProvider {
 *     public record Config(int width) {}
 *
 *     public String family() {
 *         return "tiny";
 *     }
 *
 *     public List<Architecture<?>> architectures() {
 *         return List.of(new Architecture<>("tiny16", new Config(16), Tiny::build));
 *     }
 *
 *     private static Model build(Config config, ModelOptions options, Scope root) {
 *         Layer conv = Conv2d.of(options.channels(), config.width(), 3).at(root.at("conv"));
 *         return Model.builder(root)
 *                 .features(Layer.sequence(conv, Activation.RELU))
 *                 .featureCount(config.width())
 *                 .head(ClassifierHead.at(root.at("fc"), config.width(), options, GlobalPool.AVG))
 *                 .classifier("fc")
 *                 .build();
 *     }
 * }
 * }</pre>
 */
package dev.jimm.api.model;
