import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAULTS, type Fault, tryWith } from "../../fakes/disk/failing-disk.ts";
import type { Writer } from "../../fakes/disk/writer.ts";
import { emptyFolder, WRITERS } from "../../fakes/disk/writers.ts";
import { sizeOf } from "../../run/long-sets.ts";
import { randomOf } from "../../run/seed.ts";

/** Rule FS10 of docs/rules/store.md: a fault at each call of each module that writes, one after the other. */

/** The everyday run tries every third call; the seed chooses the first. */
const STEP = sizeOf("GEMBA_WRITE_STEP", { short: 3, full: 1 });

let dir: string;
let uses = 0;
beforeAll(() => {
  // Thousands of fsyncs: on a RAM disk where available.
  dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gemba-every-write-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function attempt(writer: Writer, fault: Fault, at: number): Promise<boolean> {
  const used = join(dir, `used-${uses++}`);
  emptyFolder(used);
  const acknowledged: string[] = [];
  const { hasFailed, calls } = await tryWith(used, { at, fault }, (over) =>
    writer.work(used, (what) => void (over.aborted || acknowledged.push(what)), over),
  );
  // Remaining work of an ended process finds no file to write to.
  const folder = join(dir, "left");
  rmSync(folder, { recursive: true, force: true });
  renameSync(used, folder);
  const said = `${fault} at call ${at}, ${calls[at - 1]}; acknowledged: ${acknowledged.join(", ")}`;
  const found = await writer.read(folder).catch((error: unknown) => {
    throw new Error(`${said}: does not open again`, { cause: error });
  });
  if (writer.isReplaced !== true) expect(found, said).toEqual(expect.arrayContaining(acknowledged));
  // A write whose answer was lost may have happened.
  else if (writer.isDerived !== true && acknowledged.length > 0)
    expect(Number(found[0]), said).toBeGreaterThanOrEqual(Number(acknowledged.at(-1)));
  const drafts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".new"));
  if (!hasFailed && fault !== "names-lost") expect(drafts).toEqual([]);
  return hasFailed;
}

describe.each(WRITERS)("[FS10] $name", (writer) => {
  it.each(FAULTS.filter((fault) => writer.without?.includes(fault) !== true))(
    "%s at any call: nothing acknowledged is lost, and it opens again",
    async (fault) => {
      let at = 1 + Math.floor(randomOf(`${writer.name}, ${fault}`)() * STEP);
      while (await attempt(writer, fault, at)) at += STEP;
      expect(at).toBeGreaterThan(3);
    },
  );
});
