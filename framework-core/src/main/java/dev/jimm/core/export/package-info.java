/** Models written for other programs: TorchScript, folders as timm has them, folders of DJL. */
package dev.jimm.core.export;
