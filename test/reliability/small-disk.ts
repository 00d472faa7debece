import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Fills the disk. Resolves with the function that frees it again. */
export type Fill = () => Promise<() => Promise<void>>;

export interface SmallDisk {
  readonly fill: Fill;
  close(): Promise<void>;
}

/** A file system in memory, mounted at a new folder. Undefined without the right to mount. */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk | undefined> {
  await mkdir(folder);
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  } catch {
    return undefined;
  }
  const ballast = join(folder, "ballast");
  return {
    async fill() {
      await run("dd", ["if=/dev/zero", `of=${ballast}`, "bs=64k"]).catch(() => undefined);
      return () => rm(ballast, { force: true });
    },
    close: async () => void (await run("umount", ["-l", folder])),
  };
}
