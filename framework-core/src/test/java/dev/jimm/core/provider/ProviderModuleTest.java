package dev.jimm.core.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import dev.jimm.api.model.ModelProvider;
import dev.jimm.api.scheduler.SchedulerProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProviderModuleTest {
    @Test
    void bindsTheCatalogueAndAMapForEveryKind() {
        Provided<?> provided = Samples.scheduler("a.jar", "cosine", "step");
        ProviderCatalogue catalogue = ProviderCatalogue.of(List.of(provided));
        var injector = Guice.createInjector(ProviderModule.of(catalogue));

        assertSame(catalogue, injector.getInstance(ProviderCatalogue.class));
        var schedulers = injector.getInstance(Key.get(new TypeLiteral<Map<String, SchedulerProvider<?>>>() {}));
        assertEquals(Set.of("cosine", "step"), schedulers.keySet());
        assertSame(provided.provider(), schedulers.get("step"));
        assertEquals(Map.of(), injector.getInstance(Key.get(new TypeLiteral<Map<String, ModelProvider>>() {})));
    }
}
