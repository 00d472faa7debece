import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import type { HistorianReader } from "../../edge/contracts/path/historian.ts";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { createTwin } from "../../edge/model/twin.ts";
import { personalPath } from "../../edge/privacy/personal.ts";
import { batchOf, FakeTags, fakeTag } from "../fakes/source/tags.ts";

const silent = pino({ level: "silent" });

it("[P1] [Q9] no file of the edge contains data about a person", async () => {
  const dir = await mkdtemp(join(tmpdir(), "gemba-personal-"));
  try {
    const tags = new FakeTags([fakeTag(0, { type: "text" }), fakeTag(1, { type: "text", class: "personal" })]);
    const twin = createTwin({ tags, links: [] });
    const log = await openLog({ dir, edgeId: "edge-1", epoch: 1, tags, log: silent });
    const path = personalPath({
      plant: { assets: [], zones: [] } as unknown as Plant,
      tags,
      twin,
      inlet: log,
      historian: {} as HistorianReader,
      evidenceDir: join(dir, "personal"),
      evidenceDays: 30,
      log: silent,
    });
    const now = Date.now() * 1000;
    const position = path?.inlet.push(
      batchOf(
        [
          { ref: 0, time: now, text: "MACHINE-CANARY" },
          { ref: 1, time: now, text: "PERSON-CANARY" },
        ],
        now,
      ),
    );
    await path?.inlet.committed(position ?? 0, new AbortController().signal);
    await log.close();
    expect(twin.text(1 as TagRef)).toBe("PERSON-CANARY");
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const all = Buffer.concat(
      await Promise.all(files.map(async ({ parentPath, name }) => await readFile(join(parentPath, name)))),
    );
    expect([all.includes("MACHINE-CANARY"), all.includes("PERSON-CANARY")]).toEqual([true, false]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
