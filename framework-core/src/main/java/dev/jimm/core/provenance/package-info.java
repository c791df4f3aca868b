/** What a run was made with, so that somebody can make it again. */
package dev.jimm.core.provenance;
