/** {@code jimm plugins new}: a project for a plugin, made of templates. */
package dev.jimm.app.create;
