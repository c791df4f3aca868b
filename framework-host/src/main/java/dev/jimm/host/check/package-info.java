/**
 * Looks at a plugin's jar before anybody trusts it: what would be refused, what would fail, and what is dangerous.
 *
 * <p>{@link dev.jimm.host.check.PluginCheck} reads class files and runs nothing of them; {@link
 * dev.jimm.host.check.LoadCheck} loads the plugins as the plugins folder would.
 */
package dev.jimm.host.check;
