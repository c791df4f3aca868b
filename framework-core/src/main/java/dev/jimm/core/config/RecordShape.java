package dev.jimm.core.config;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A record type seen as a section of a configuration: a key for each component. */
final class RecordShape {
    private final Class<?> type;
    private final RecordComponent[] components;
    private final List<String> keys;

    RecordShape(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        this.keys = Arrays.stream(components).map(c -> kebab(c.getName())).toList();
    }

    /** {@code warmupEpochs} and {@code WARMUP_EPOCHS} both become {@code warmup-epochs}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** In the order of the components. */
    List<String> keys() {
        return keys;
    }

    Type componentType(int index) {
        return components[index].getGenericType();
    }

    /** The components' values of a record of this type. */
    Object[] values(Object record) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = call(components[i].getAccessor(), record);
        }
        return values;
    }

    /** What absent keys mean when no default was given: the type's {@code defaults()}, or zeros and nulls. */
    Object[] baseValues() {
        try {
            Method factory = type.getDeclaredMethod("defaults");
            if (Modifier.isStatic(factory.getModifiers()) && factory.getReturnType() == type) {
                return values(call(factory, null));
            }
        } catch (NoSuchMethodException e) {
            // optional: zeros will do
        }
        return Arrays.stream(components).map(c -> zero(c.getType())).toArray();
    }

    /**
     * Runs the canonical constructor.
     *
     * @throws RuntimeException whatever the record's checks throw
     */
    Object create(Object[] values) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            open(constructor);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw unchecked(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be constructed", e);
        }
    }

    private Object call(Method method, Object receiver) {
        try {
            open(method);
            return method.invoke(receiver);
        } catch (InvocationTargetException e) {
            throw unchecked(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + " cannot be read", e);
        }
    }

    private void open(AccessibleObject member) {
        if (!member.trySetAccessible()) {
            throw new IllegalStateException("record " + type.getName()
                    + " is not accessible: make it public, and let its module-info have 'exports "
                    + type.getPackageName()
                    + "'");
        }
    }

    private static RuntimeException unchecked(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == double.class ? 0.0 : null;
    }
}
