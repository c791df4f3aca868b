/**
 * jimm for programs that embed it: a {@link dev.jimm.core.session.JimmSession} has the providers that it is given, trains, and opens
 * models. Several sessions of one program know nothing of each other.
 */
package dev.jimm.core.session;
