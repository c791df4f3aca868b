/** {@code jimm export}: models written for other programs, and checked there. */
package dev.jimm.app.export;
