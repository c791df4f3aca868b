/** What is known of the machine and of this process. */
package dev.jimm.core.machine;
