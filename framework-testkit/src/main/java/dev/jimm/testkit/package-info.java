/** Abstract JUnit 5 classes that prove a plugin's providers. */
package dev.jimm.testkit;
