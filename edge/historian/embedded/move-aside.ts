import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Logger } from "pino";
import { movePath } from "../../store/move-path.ts";

/** Keeps the newest damaged database for inspection. The next one begins from the log. */
export async function moveAside(path: string, log: Logger): Promise<void> {
  if ((await stat(path).catch(() => undefined)) === undefined) return;
  const dir = dirname(path);
  for (const name of await readdir(dir))
    if (name.startsWith(`${basename(path)}.damaged`)) await rm(join(dir, name), { force: true });
  await movePath(path, `${path}.damaged`);
  await movePath(`${path}.wal`, `${path}.damaged-wal`).catch(() => undefined);
  log.error(
    { path: `${path}.damaged` },
    "historian database cannot be opened: moved aside, rebuilding from the commit log",
  );
}
