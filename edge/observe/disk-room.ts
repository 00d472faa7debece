import { statfs } from "node:fs/promises";

/** Figures of a file system, bytes. */
export interface Space {
  readonly free: number;
  readonly size: number;
}

/** A file system without figures counts as one with room. */
const UNKNOWN: Space = { free: Number.POSITIVE_INFINITY, size: Number.POSITIVE_INFINITY };

/** `look` measures the disk of a folder; default: statfs. */
export async function spaceOf(dir: string, look: (dir: string) => Promise<Space> = measured): Promise<Space> {
  return look(dir).catch(() => UNKNOWN);
}

/** Free space below which a disk is low (rule L19): 5 % of it, at most 1 GiB. */
export function lowMark({ size }: Space): number {
  return Math.min(1024 ** 3, size / 20);
}

async function measured(dir: string): Promise<Space> {
  const { bavail, bsize, blocks } = await statfs(dir);
  return { free: bavail * bsize, size: blocks * bsize };
}
