/** What happens during a training, and listeners that show or record it. */
package dev.jimm.api.event;
