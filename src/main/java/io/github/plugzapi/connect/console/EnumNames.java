package io.github.plugzapi.connect.console;

import io.quarkus.qute.TemplateExtension;

/** Gives templates the names of constants, which a native executable does not find by itself: they are of a superclass. */
class EnumNames {

    private EnumNames() {}

    @TemplateExtension
    static String name(Enum<?> constant) {
        return constant.name();
    }
}
