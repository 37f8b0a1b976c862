package org.tisc.node.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a configuration key means; the template and the reference are made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** The default as it would be written, or empty where there is none. */
  String value() default "";

  /** One English sentence. */
  String en();

  /** The same in Chinese. */
  String zh();

  /** Whether the file must give it. */
  boolean required() default false;

  /** The least number allowed. */
  int min() default 1;

  /** The greatest number allowed. */
  int max() default Integer.MAX_VALUE;
}
