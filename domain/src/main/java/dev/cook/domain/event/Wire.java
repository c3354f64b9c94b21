package dev.cook.domain.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a fact on the wire. The record's components are its keys there: one of type {@code Optional} may be missing. A
 * component may be added if it is optional; every other change is a new record with the next version, and the old record
 * stays, for the rows that earlier servers wrote.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Wire {
    /** The type as thing.verb, in the past tense. */
    String value();

    int version() default 1;
}
