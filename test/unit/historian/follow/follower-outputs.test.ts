/**
 * Rule FO6 of docs/rules/follower.md: a follower's output is passed on once, at whichever call of alert book or cursor
 * the edge is killed.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAlertBook } from "../../../../edge/alerts/alert-book.ts";
import type { Journal } from "../../../../edge/contracts/access/journal.ts";
import type { Alert } from "../../../../edge/contracts/alerts/alert.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { FollowerOutput } from "../../../../edge/contracts/path/follower.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { ruleKey } from "../../../../edge/detect/rules/rule-detector.ts";
import { FollowerOutputs } from "../../../../edge/historian/follow/follower-outputs.ts";
import { tryWith } from "../../../fakes/disk/failing-disk.ts";
import { batchOf, T0 } from "../../../fakes/source/samples.ts";

const log = pino({ level: "silent" });
const journal = {
  record: async () => ({}),
  missing: async () => new Set(),
  read: async () => [],
} as unknown as Journal;
let root: string;
let uses = 0;
beforeAll(() => {
  root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gemba-outputs-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const finding = (asset: string, second: number, standing: boolean): Finding => ({
  rule: "material/late",
  assetUid: asset as AssetUid,
  kind: "process",
  standing,
  at: T0 + second * 1e6,
  severity: 400,
  message: { zh: "不符", en: "mismatch" },
  evidence: [],
});

/** By key: a raise and its end in one output, the same in two outputs, and a raise without an end. */
const STORY: readonly (readonly [key: number, output: FollowerOutput])[] = [
  [10, { findings: [finding("a", 1, true)] }],
  [20, { findings: [finding("a", 2, false)], samples: batchOf([9, T0 + 2e6, 1]) }],
  [30, { findings: [finding("b", 3, true), finding("b", 3, false)] }],
  [40, { findings: [finding("a", 4, true), finding("c", 4, true)] }],
  [50, { findings: [finding("a", 5, false)] }],
  [60, { findings: [finding("c", 6, true)], samples: batchOf([9, T0 + 6e6, 2]) }],
];
const WHOLE = ["a 1-2", "a 4-5", "b 3-3", "c 4-"];

interface Life {
  readonly said: readonly string[];
  readonly samples: ReadonlySet<string>;
}

/** The edge runs, and the follower sends everything again from its own mark on. */
async function live(dir: string, samples = new Set<string>()): Promise<Life> {
  const book = await openAlertBook({ dir, edge: "edge", log, journal, clock: () => T0 + 10e6 });
  const keys = new Set(["a", "b", "c"].map((asset) => ruleKey("material/late", asset as AssetUid)));
  book.follow({
    keys,
    attributesOf: () => ({ annunciation: "event", latches: false, reAlarmTimes: 0 }),
    suppressionOf: () => undefined,
  });
  const outputs = await FollowerOutputs.open({
    dir,
    commitLog: {
      logUid: "log",
      push: ({ times, values }) => {
        samples.add(`${times[0]}=${values[0]}`);
        return 0;
      },
      committed: async () => undefined,
    },
    log,
    followers: ["material"],
    now: () => T0,
    onFindings: async (findings) => {
      book.apply(findings);
      await book.settled();
    },
  });
  for (const [key, output] of STORY) {
    void outputs.take("material", output, key);
    await book.settled();
  }
  await outputs.close();
  const said = [...book.history(0, T0 + 100e6, 100)].map(occurrence).sort();
  await book.close();
  return { said, samples };
}

function occurrence({ assetUid, raisedAt, clearedAt }: Alert): string {
  return `${assetUid} ${(raisedAt - T0) / 1e6}-${clearedAt === undefined ? "" : (clearedAt - T0) / 1e6}`;
}

it("[FO6] a kill at any call of alert book and cursor neither doubles nor loses a finding", async () => {
  let at = 1;
  for (let hasFailed = true; hasFailed; at++) {
    const used = join(root, `used-${uses++}`);
    mkdirSync(used);
    const samples = new Set<string>();
    const trial = await tryWith(used, { at, fault: "kill" }, async () => live(used, samples));
    const left = join(root, "left");
    rmSync(left, { recursive: true, force: true });
    renameSync(used, left);
    const after = await live(left, samples);
    expect(after.said, `killed at call ${at}, ${trial.calls[at - 1]}`).toEqual(WHOLE);
    expect(after.samples.size).toBe(2);
    // Its key file is missing too.
    for (const name of ["told-material.json"]) rmSync(join(left, name), { force: true });
    expect((await live(left, samples)).said).toEqual(WHOLE);
    hasFailed = trial.hasFailed;
  }
  expect(at).toBeGreaterThan(10);
});

it("[FO6] a key is saved only when everything before it is on disk", async () => {
  const dir = join(root, "order");
  mkdirSync(dir);
  const commits: (() => void)[] = [];
  const options = {
    dir,
    commitLog: { logUid: "log", push: () => 0, committed: () => new Promise<void>((resolve) => commits.push(resolve)) },
    log,
    followers: ["material"],
    now: () => T0,
    onFindings: async () => undefined,
  };
  const keyOf = async (): Promise<number[]> => {
    const taken: number[] = [];
    const outputs = await FollowerOutputs.open({
      ...options,
      onFindings: async (findings) => void taken.push(...findings.map(({ saidAt }) => saidAt?.position ?? -1)),
    });
    for (const [key, output] of STORY) void outputs.take("material", output, key);
    await outputs.close();
    return taken;
  };
  const outputs = await FollowerOutputs.open(options);
  for (const [key, output] of STORY.slice(0, 4)) void outputs.take("material", output, key);
  await new Promise(setImmediate);
  await outputs.close();
  // The samples of key 20 are not committed.
  expect((await keyOf())[0]).toBe(20);
});
