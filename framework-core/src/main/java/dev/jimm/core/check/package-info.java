/**
 * Proves what can be proved of a plugin's providers without an engine and without data. The kits of framework-testkit and
 * the check of a plugin both ask these proofs; their sentences say what is wrong and what to do, and leave it to the asker
 * to say who it is about.
 */
package dev.jimm.core.check;
