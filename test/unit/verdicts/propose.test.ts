/** Contents of a proposal: rule VL7 in docs/rules/verdicts.md. */
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { verdictsText } from "../../../edge/cli/verdicts.ts";
import type { EventBatch } from "../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { VerdictLearning } from "../../../edge/verdicts/verdict-learning.ts";
import { VersionBook } from "../../../edge/verdicts/version-book.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { recordPath } from "../../fakes/disk/record-path.ts";
import { evidenceOf, judged } from "../../fakes/records/verdict.ts";
import { S, T0 } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const kindOf = (kind: string) => ({ kind, name: { zh: kind, en: kind }, weight: 1 });
const principal = { user: "ann", role: "local", origin: "cli" };

/** One lathe; its spindle may have two kinds of faults. */
async function learningFrom(items: readonly WorkItem[]) {
  const dir = dirname(recordPath("versions"));
  const versions = await VersionBook.open({ dir, journal: new MemoryJournal(), log });
  const events: unknown[] = [];
  const inlet = { full: false, pushEvents: (batch: EventBatch) => events.push(...batch.events) };
  const learning = new VerdictLearning({
    versions,
    work: { newestFirst: () => items.toReversed() },
    plant: { assets: [{ assetUid: "urn:a", label: "L-1", kind: "lathe" } as never] },
    componentHealth: {
      kinds: async () => [
        { assetUid: "urn:a" as AssetUid, component: "spindle", kinds: ["bearing-wear", "imbalance"].map(kindOf) },
      ],
    },
    inlet,
    edgeUid: "urn:gemba:edge:e" as AssetUid,
    now: () => T0 + 1e6 * S,
  });
  return { learning, versions, events, inlet };
}

const ITEMS = [
  judged({ second: 0, verdict: "wrong" }),
  judged({ second: 1, verdict: "wrong" }),
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((second) => judged({ second, verdict: "right", foundKind: "imbalance" })),
  judged({ second: 12, verdict: "wrong", evidence: [evidenceOf("spindle/level", 9.1)] }),
];

it("[VL7] shows priors, levels and past findings before and after, and changes nothing", async () => {
  const { learning, versions, events } = await learningFrom(ITEMS);
  const answer = await learning.propose();
  expect(answer).toMatchObject({ done: "proposed", from: 0, to: 1, verdicts: 13, hasChanges: true });
  expect(answer.priors).toMatchObject([
    {
      assetType: "lathe",
      component: "spindle",
      verdicts: 13,
      kinds: [
        { kind: "imbalance", before: 0.5, after: 20 / 30, found: 10 },
        { kind: "bearing-wear", before: 0.5, after: 10 / 30, found: 0 },
      ],
      others: 0,
    },
  ]);
  // Two wrong ones raise it by a decade, ten right ones bring 0.56 of it back, one more wrong one raises it again.
  expect(answer.levels).toEqual([
    {
      assetType: "lathe",
      watch: "spindle/level",
      before: 9,
      after: expect.closeTo(9 + 1 - 10 / 18 + 0.5, 9) as number,
    },
  ]);
  expect(answer.counts).toEqual([
    { verdict: "wrong", findings: 3, raised: { before: 3, after: 0 }, named: 0, namedFirst: { before: 0, after: 0 } },
    {
      verdict: "right",
      findings: 10,
      raised: { before: 10, after: 0 },
      named: 10,
      namedFirst: { before: 0, after: 10 },
    },
  ]);
  expect(answer.past.at(-1)).toMatchObject({
    asset: "L-1",
    isRaised: { before: true, after: false },
    first: { before: "bearing-wear", after: "imbalance" },
  });
  expect(versions.inForce.version).toBe(0);
  expect(events).toEqual([]);
});

it("[VL7] says the same in both languages, and where nothing would change", async () => {
  const { learning } = await learningFrom(ITEMS);
  const answer = await learning.propose();
  const en = verdictsText(answer, "en");
  expect(en).toContain("Version 0 is in force; version 1 is proposed, from 13 verdicts. Nothing was changed");
  expect(en).toContain("50.0 % →  66.7 %  imbalance (found 10 times)");
  expect(en).toContain("9.00 → 9.94  lathe spindle/level");
  expect(en).toContain("right: 10, of which 10 → 0 would be raised; right kind named first in 0 → 10 of 10");
  const zh = verdictsText(answer, "zh");
  expect(zh).toContain("现行第 0 版；建议第 1 版，依据 13 条评价");
  expect(zh.split("\n")).toHaveLength(en.split("\n").length);
  expect(verdictsText(await (await learningFrom([])).learning.propose(), "en")).toContain("0 verdicts change nothing");
});

it("[VL5] [VL6] applies and takes back, each with an event; what changes nothing makes no version", async () => {
  const { learning, versions, events } = await learningFrom(ITEMS);
  await expect(learning.back(principal)).rejects.toThrow(/the defaults are in force/);
  expect(await learning.apply(principal)).toMatchObject({ done: "applied", from: 0, to: 1 });
  expect(versions.inForce).toMatchObject({ version: 1, places: [{ verdicts: 13 }] });
  await expect(learning.apply(principal)).rejects.toThrow(/change nothing/);
  expect(await learning.propose()).toMatchObject({ from: 1, to: 2, hasChanges: false, priors: [], levels: [] });
  const back = await learning.back(principal);
  expect(back).toMatchObject({ done: "back", from: 1, to: 0 });
  expect(back.levels).toMatchObject([{ before: expect.closeTo(9.94, 2) as number, after: 9 }]);
  expect(back.priors).toMatchObject([{ verdicts: 0, kinds: [{ after: 0.5 }, { after: 0.5 }] }]);
  expect(events).toMatchObject([
    { type: "health.adapted", assetUid: "urn:gemba:edge:e", payload: { version: 1, places: [{ verdicts: 13 }] } },
    { type: "health.adapted", payload: { version: 0, places: [], watches: [] } },
  ]);
});

it("[VL6] gives the log the version in force after a start, once a day, and when the clock was set back", async () => {
  const { learning, versions, events, inlet } = await learningFrom(ITEMS);
  learning.tick(T0);
  expect(events).toEqual([]);
  // The edge was killed after the version was on disk and before the log had it.
  await versions.apply({ adaptation: { version: 1, places: [], watches: [] }, itemUids: [] }, { principal, at: T0 });
  inlet.full = true;
  learning.tick(T0 - S);
  inlet.full = false;
  for (const at of [0, 1, 86_399, 86_400, 86_401, 5]) learning.tick(T0 + at * S);
  expect(events.map((event) => ((event as { time: number }).time - T0) / S)).toEqual([0, 86_400, 5]);
});

it("[VL7] reads what was said under an earlier version by that version", async () => {
  const { learning, versions } = await learningFrom([judged({ second: 20, verdict: "right", foundKind: "imbalance" })]);
  const found = [{ kind: "imbalance", count: 20 }];
  const place = { assetType: "lathe", component: "spindle", verdicts: 20, found, softer: 0 };
  await versions.apply(
    { adaptation: { version: 1, places: [place], watches: [] }, itemUids: [] },
    { principal, at: T0 },
  );
  // The experience of version 1 is in what was said; without it the bearing stays first, and more so.
  expect((await learning.back(principal)).past).toMatchObject([
    { first: { before: "bearing-wear", after: "bearing-wear" } },
  ]);
  expect(versions.inForce.version).toBe(0);
});
