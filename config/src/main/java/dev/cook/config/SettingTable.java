package dev.cook.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All settings of one sort of file, in the order of the reference. */
final class SettingTable {
    private final List<Setting<?>> all = new ArrayList<>();

    <T> Setting<T> add(String table, String key, ValueType<T> kind, String fallback, String sentence) {
        return added(new Setting<>(table, key, kind, Optional.of(fallback), sentence));
    }

    <T> Setting<T> add(String table, String key, ValueType<T> kind, String sentence) {
        return added(new Setting<>(table, key, kind, Optional.empty(), sentence));
    }

    private <T> Setting<T> added(Setting<T> setting) {
        all.add(setting);
        return setting;
    }

    Set<String> tables() {
        Set<String> tables = new LinkedHashSet<>();
        all.forEach(setting -> tables.add(setting.table()));
        return tables;
    }

    List<Setting<?>> in(String table) {
        return all.stream().filter(setting -> setting.table().equals(table)).toList();
    }
}
