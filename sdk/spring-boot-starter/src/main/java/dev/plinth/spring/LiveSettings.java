// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import dev.plinth.client.LiveConfiguration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * Keeps what is bound to settings in step with them. A change is bound aside first and checked; only what is good is put in place, so a mistake
 * in the settings costs a line in the log and no request.
 */
final class LiveSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);

    private final ApplicationContext context;
    private final Environment environment;
    private final ObjectProvider<Validator> validator;
    private final Map<Object, Holder<?>> holders = new ConcurrentHashMap<>();
    private final List<Runnable> fields = new CopyOnWriteArrayList<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    LiveSettings(ApplicationContext context, ObjectProvider<Validator> validator) {
        this.context = context;
        this.environment = context.getEnvironment();
        this.validator = validator;
    }

    /** A value that follows. */
    static final class Holder<T> implements Live<T> {
        private final String name;
        private final Supplier<T> reader;
        private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();
        private volatile T value;

        Holder(String name, Supplier<T> reader) {
            this.name = name;
            this.reader = reader;
            this.value = reader.get();
        }

        @Override
        public T value() {
            return value;
        }

        @Override
        public void onChange(Consumer<? super T> listener) {
            listeners.add(listener);
        }

        private void refresh() {
            T fresh = reader.get();
            if (!Objects.equals(fresh, value)) {
                value = fresh;
                listeners.forEach(listener -> listener.accept(fresh));
            }
        }
    }

    /** What of a type with {@code @ConfigurationProperties} the settings make. */
    Live<?> properties(ResolvableType type) {
        Class<?> target = type.toClass();
        ConfigurationProperties annotation =
                AnnotatedElementUtils.findMergedAnnotation(target, ConfigurationProperties.class);
        if (annotation == null) {
            throw new IllegalArgumentException(
                    "Live<%s>: neither has the type @ConfigurationProperties, nor is there @LiveValue"
                            .formatted(target.getSimpleName()));
        }
        String prefix = annotation.prefix();
        return holders.computeIfAbsent(
                type.getType(), key -> new Holder<>(prefix + ".*", () -> bound(prefix, Bindable.of(type), target)));
    }

    private Object bound(String prefix, Bindable<Object> bindable, Class<?> target) {
        BindHandler handler = BindHandler.DEFAULT;
        Validator checks = validator.getIfAvailable();
        if (checks != null && AnnotatedElementUtils.hasAnnotation(target, Validated.class)) {
            handler = new ValidationBindHandler(handler, checks);
        }
        return Binder.get(environment).bindOrCreate(prefix, bindable, handler);
    }

    /** A single value. */
    Live<?> value(LiveValue annotation, ResolvableType type, String where) {
        record Key(String key, String fallback, String type) {}
        return holders.computeIfAbsent(
                new Key(annotation.value(), annotation.fallback(), type.toString()),
                key -> new Holder<>(annotation.value(), () -> read(annotation, type, where)));
    }

    Object read(LiveValue annotation, ResolvableType type, String where) {
        Object value = Binder.get(environment)
                .bind(annotation.value(), Bindable.of(type))
                .orElse(null);
        if (value != null) {
            return value;
        }
        if (annotation.fallback().equals(LiveValue.NONE)) {
            throw new LiveValueException(annotation.value(), where);
        }
        return Objects.requireNonNull(
                ApplicationConversionService.getSharedInstance().convert(annotation.fallback(), type.toClass()));
    }

    /** Does it again at each change. */
    void follow(Runnable field) {
        fields.add(field);
    }

    void changed(LiveConfiguration.State before, LiveConfiguration.State now) {
        Set<String> changed = changedKeys(before.properties(), now.properties());
        LOG.info("New settings, change {} of Plinth: {}", now.revision(), changed);
        holders.values().forEach(holder -> apply(holder.name, holder::refresh));
        fields.forEach(field -> apply("@LiveValue", field));
        List<ConfigurationPropertyName> names = changed.stream()
                .map(key -> ConfigurationPropertyName.adapt(key, '.'))
                .toList();
        ConfigurationPropertiesBean.getAll(context).forEach((name, bean) -> {
            if (isAffected(bean, names)) {
                apply(bean.getAnnotation().prefix() + ".*", () -> rebind(name, bean));
            }
        });
        context.publishEvent(new SettingsChanged(changed));
    }

    static Set<String> changedKeys(Map<String, String> before, Map<String, String> now) {
        Set<String> changed = new HashSet<>(before.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(key -> Objects.equals(before.get(key), now.get(key)));
        return Set.copyOf(changed);
    }

    private static boolean isAffected(ConfigurationPropertiesBean bean, Collection<ConfigurationPropertyName> names) {
        ConfigurationPropertyName prefix =
                ConfigurationPropertyName.adapt(bean.getAnnotation().prefix(), '.');
        return names.stream().anyMatch(name -> prefix.isAncestorOf(name) || prefix.equals(name));
    }

    private static void apply(String what, Runnable change) {
        try {
            change.run();
        } catch (BindException | BeansException | IllegalArgumentException | LiveValueException e) {
            LOG.error("{} stays as it was, the new settings cannot be used: {}", what, reason(e));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : String.valueOf(cause.getMessage());
    }

    private void rebind(String name, ConfigurationPropertiesBean properties) {
        Object bean = Objects.requireNonNull(properties.getInstance());
        if (properties.asBindTarget().getBindMethod() == BindMethod.VALUE_OBJECT) {
            if (warned.add(name) && holders.keySet().stream().noneMatch(bean.getClass()::equals)) {
                LOG.warn(
                        "{} cannot change, and stays as it was at start where it is injected itself; inject Live<{}>",
                        name,
                        bean.getClass().getSimpleName());
            }
            return;
        }
        ConfigurationPropertiesBindingPostProcessor binder =
                context.getBean(ConfigurationPropertiesBindingPostProcessor.class);
        Object fresh = instance(bean.getClass());
        if (fresh == null) {
            binder.postProcessBeforeInitialization(bean, name);
            return;
        }
        // bound aside: what is wrong does not touch what is in use, and what is set no more has its default again
        binder.postProcessBeforeInitialization(fresh, name);
        BeanUtils.copyProperties(fresh, bean);
    }

    private static @Nullable Object instance(Class<?> type) {
        try {
            return BeanUtils.instantiateClass(type);
        } catch (BeansException e) {
            return null;
        }
    }
}
