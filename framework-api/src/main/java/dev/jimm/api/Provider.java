package dev.jimm.api;

import java.util.Set;

/**
 * What every service of a plugin has in common: it offers things by name.
 *
 * <p>Names are unique across all plugins, each kind of service apart; a clash is an error that names both plugins. Names are lower
 * case, as timm writes them ({@code resnet50}, {@code adamw}, {@code cosine}). Implementations are public, have a public constructor
 * without arguments, and keep no state: one instance serves every training in a JVM, from any thread.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Provider {
    /** The names that this provider answers to, at least one; the same set at every call. */
    Set<String> names();
}
