/**
 * Learning-rate schedules.
 *
 * <p>Those that timm has give timm's rates, noise included (but for {@code std}, which timm does
 * not use), and have timm's options. Parameter groups at a part of the rate are at that part of every rate told here. A position is an epoch, or an
 * update where {@code on-updates} is true; lengths are given in epochs all the same. These options mean the same
 * wherever they are:
 *
 * <ul>
 *   <li>{@code warmup-epochs}, at least 0: over so many epochs the rate rises linearly from {@code warmup-lr} to
 *       the base rate. The warm-up covers the beginning of the schedule, which is
 *       entered where it then stands; where {@code warmup-prefix} is true the schedule begins after the warm-up, and
 *       the training is so many epochs longer.
 *   <li>{@code min-lr}, at least 0: the lowest rate.
 *   <li>{@code cycle}: the schedule is repeated; see {@link dev.jimm.plugin.schedulers.Cycle}. The configured epochs
 *       are the length of the first cycle, and the training has as many epochs as all of them together.
 *   <li>{@code cooldown-epochs}, at least 0: so many epochs at the lowest rate are added to the training.
 *   <li>{@code noise}: the rate varies at random; see {@link dev.jimm.plugin.schedulers.Noise}.
 * </ul>
 *
 * <p>Before the first update a rate is always the base rate or, where there is a warm-up, {@code warmup-lr}, without
 * noise.
 */
package dev.jimm.plugin.schedulers;
