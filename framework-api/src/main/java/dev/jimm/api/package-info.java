/**
 * What all services of a plugin have in common.
 *
 * <p>A plugin is a jar with providers: of {@linkplain dev.jimm.api.model models}, {@linkplain dev.jimm.api.optimizer optimizers},
 * {@linkplain dev.jimm.api.scheduler schedules}, {@linkplain dev.jimm.api.augment augmentation policies},
 * {@linkplain dev.jimm.api.data readers of data sets} and {@linkplain dev.jimm.api.event listeners}. Each is named in the module
 * descriptor and in a file below {@code META-INF/services}, and offers things {@linkplain dev.jimm.api.Provider by name}. What takes
 * options says them as a {@linkplain dev.jimm.api.ConfigurableProvider record}, whose components are the keys of the user's file.
 *
 * <p>Nothing here needs more than the JDK. {@link dev.jimm.api.API} tells of each type how far it has settled, {@link
 * dev.jimm.api.ApiVersion} which range of versions a plugin may ask for.
 */
package dev.jimm.api;
