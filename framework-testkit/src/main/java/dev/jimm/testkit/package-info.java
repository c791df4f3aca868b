/**
 * Abstract JUnit 5 classes that prove a plugin. A plugin author extends one for each provider in the plugin's tests, and
 * {@code mvn verify} runs all of its checks:
 *
 * <table>
 * <caption>The kits</caption>
 * <tr><th>what a plugin offers</th><th>kit</th><th>what it may be without</th></tr>
 * <tr><td>models</td><td>{@link dev.jimm.testkit.ModelProviderKit}</td><td>{@link dev.jimm.testkit.ModelBehavior}</td></tr>
 * <tr><td>optimizers</td><td>{@link dev.jimm.testkit.OptimizerProviderKit}</td><td>{@link dev.jimm.testkit.OptimizerBehavior}</td></tr>
 * <tr><td>learning-rate schedules</td><td>{@link dev.jimm.testkit.SchedulerProviderKit}</td><td>{@link dev.jimm.testkit.SchedulerBehavior}</td></tr>
 * <tr><td>augmentation policies</td><td>{@link dev.jimm.testkit.AugmentPolicyProviderKit}</td><td>{@link dev.jimm.testkit.AugmentPolicyBehavior}</td></tr>
 * <tr><td>readers of data sets</td><td>{@link dev.jimm.testkit.ReaderProviderKit}</td><td>{@link dev.jimm.testkit.ReaderBehavior}</td></tr>
 * <tr><td>listeners to trainings</td><td>{@link dev.jimm.testkit.TrainingListenerProviderKit}</td><td>{@link dev.jimm.testkit.TrainingListenerBehavior}</td></tr>
 * <tr><td>the jar itself</td><td>{@link dev.jimm.testkit.PluginJarKit}</td><td>nothing</td></tr>
 * </table>
 *
 * <p>Behaviours are expected of everybody. What something cannot do, its test says by overriding {@code absent}, and the
 * kit then checks that it is refused, or left out, as the behaviour says. A kit may get further checks and behaviours with
 * a new version of jimm: the tests of a plugin compile as before, and may tell something new. A check that does not suit a
 * provider at all is left out by overriding its method without {@code @Test} or {@code @TestFactory}.
 *
 * <p>All that a plugin's POM needs is this artifact and JUnit; the engine for the machine comes with them:
 *
 * <pre>{@code
 * <dependency>
 *     <groupId>dev.jimm</groupId>
 *     <artifactId>framework-testkit</artifactId>
 *     <version>${jimm.version}</version>
 *     <scope>test</scope>
 * </dependency>
 * <dependency>
 *     <groupId>org.junit.jupiter</groupId>
 *     <artifactId>junit-jupiter</artifactId>
 *     <version>${junit.version}</version>
 *     <scope>test</scope>
 * </dependency>
 * }</pre>
 *
 * <p>Tests that compute have the tag {@code engine}, those that take minutes the tag {@code slow}; surefire leaves tags out
 * by {@code <excludedGroups>slow</excludedGroups>}. A failed check tells what was expected and what was found, and what to
 * do about it.
 */
package dev.jimm.testkit;
