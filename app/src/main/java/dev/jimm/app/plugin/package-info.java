/** Commands for those who write plugins, or think of installing them. */
package dev.jimm.app.plugin;
