// SPDX-License-Identifier: Apache-2.0
package dev.plinth.spring;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/** Sets fields with {@link LiveValue}, now and at each change. */
final class LiveValueFields implements BeanPostProcessor {
    private final ObjectProvider<LiveSettings> settings;

    LiveValueFields(ObjectProvider<LiveSettings> settings) {
        this.settings = settings;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        ReflectionUtils.doWithFields(
                bean.getClass(), field -> follow(bean, field), field -> field.isAnnotationPresent(LiveValue.class));
        return bean;
    }

    private void follow(Object bean, Field field) {
        if (Live.class.isAssignableFrom(field.getType())) {
            return;
        }
        String where = field.getDeclaringClass().getSimpleName() + "." + field.getName();
        if (Modifier.isFinal(field.getModifiers()) || Modifier.isStatic(field.getModifiers())) {
            throw new IllegalStateException("@LiveValue on " + where + ", which is final or static, cannot follow");
        }
        field.setAccessible(true);
        LiveValue annotation = field.getAnnotation(LiveValue.class);
        LiveSettings live = settings.getObject();
        ResolvableType type = ResolvableType.forField(field);
        ReflectionUtils.setField(field, bean, live.read(annotation, type, where));
        WeakReference<Object> target = new WeakReference<>(bean);
        live.follow(() -> {
            Object there = target.get();
            if (there != null) {
                ReflectionUtils.setField(field, there, live.read(annotation, type, where));
            }
        });
    }
}
