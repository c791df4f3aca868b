/**
 * Optimizers: how one parameter changes at one step.
 *
 * <p>An {@link dev.jimm.api.optimizer.UpdateRule} declares the tensors that it keeps for a parameter and changes value and state in
 * place. It is recorded and replayed, so what changes from step to step comes from the {@link
 * dev.jimm.api.optimizer.ParameterUpdate}. Descent with momentum:
 *
 * <pre>{@code
 * final class Momentum implements UpdateRule {
 *     public List<StateTensor> state(Param parameter) {
 *         return List.of(StateTensor.like(parameter, "velocity"));
 *     }
 *
 *     public void update(ParameterUpdate update) {
 *         Tensor velocity = update.state("velocity").mul_(0.9).add_(update.gradient(), 1);
 *         update.value().addcmul_(velocity, update.rate(), -1);
 *     }
 * }
 * }</pre>
 */
package dev.jimm.api.optimizer;
