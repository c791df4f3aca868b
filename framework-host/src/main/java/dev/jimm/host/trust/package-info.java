/**
 * Which jars a user trusts, by their digests or by who signed them.
 *
 * <p>A policy decides whether the code of a jar may run at all. What runs has all rights that jimm itself has: nothing here
 * is a sandbox.
 */
package dev.jimm.host.trust;
