import { beforeEach, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { SourceStanding } from "../../edge/contracts/path/health.ts";
import type { LinkState } from "../../edge/contracts/path/twin.ts";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../../edge/contracts/plant/tag.ts";
import { account } from "../../twin-viewer/src/data/account.ts";
import { trustOf, windowOf } from "../../twin-viewer/src/data/kpi-window.ts";
import { heardOf, livenessOf, lossesOf, wholePercent } from "../../twin-viewer/src/data/liveness.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { isSettingUp, setUpOf } from "../../twin-viewer/src/data/set-up.ts";
import { connection, plantFailure } from "../../twin-viewer/src/data/signals.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

const NOW_MS = Date.parse("2026-11-24T12:00:00Z");
const SITE = {
  timeZone: "Asia/Shanghai",
  shifts: [{ name: { zh: "中班", en: "Late" }, start: "18:00", end: "02:00" }],
};

beforeEach(() => {
  language.value = "en";
  account.value = null;
  plantFailure.value = null;
  connection.value = { state: "open", heardMs: NOW_MS };
});

function tag(ref: number, link: number, isDerived?: true): Tag {
  const assetUid = `urn:test:${link}` as AssetUid;
  const about = {
    component: "",
    signal: `s${ref}`,
    type: "number",
    name: { zh: "值", en: "Value" },
    source: `s${link}`,
    address: "",
  } as const;
  return {
    ref: ref as TagRef,
    tagUid: tagUidOf(assetUid, "", `s${ref}`),
    assetUid,
    ...about,
    link: link as LinkRef,
    ...(isDerived ? { isDerived } : {}),
  };
}

function link(ref: number, live: boolean, rest: Partial<LinkState> = {}): LinkState {
  return { ref: ref as LinkRef, name: `s${ref}`, source: `s${ref}`, live, ageMs: live ? 100 : 9_000, ...rest };
}

/** Link 0 has 98 tags, link 1 two and a derived one. */
function mirrorOf(links: readonly LinkState[] | undefined): Mirror {
  const mirror = new Mirror();
  mirror.setTags([...Array.from({ length: 98 }, (_, ref) => tag(ref, 0)), tag(98, 1), tag(99, 1), tag(100, 1, true)]);
  mirror.setReachable(true);
  if (links !== undefined) mirror.setLinks(links, NOW_MS);
  return mirror;
}

it("[PG1] the badge shows the share of live tags, and nothing before the edge has reported it", () => {
  expect(livenessOf(mirrorOf(undefined))).toEqual({ standing: "connecting", percent: 0 });
  expect(livenessOf(mirrorOf([link(0, true), link(1, true)]))).toEqual({ standing: "live", percent: 100 });
  expect(livenessOf(mirrorOf([link(0, true), link(1, false)]))).toEqual({ standing: "partial", percent: 98 });
  expect(livenessOf(mirrorOf([link(0, false), link(1, false)]))).toEqual({ standing: "none", percent: 0 });
  connection.value = { state: "gone", heardMs: NOW_MS };
  expect(livenessOf(mirrorOf([link(0, true), link(1, true)])).standing).toBe("gone");
  account.value = { users: true, user: null, role: null, provider: null, directory: null };
  expect(livenessOf(mirrorOf([link(0, true), link(1, true)])).standing).toBe("signed-out");
});

it("[PG1] a share is 100 % only when all are live, and 0 % only when none is", () => {
  expect([
    wholePercent(9_999, 10_000),
    wholePercent(1, 10_000),
    wholePercent(3, 3),
    wholePercent(0, 3),
    wholePercent(0, 0),
  ]).toEqual([99, 1, 100, 0, 100]);
});

it("[PG2] a figure is dead once all its inputs are silent or the edge does not answer, and partial before", () => {
  const open = { state: "open" } as const;
  expect([1, 0.99, 0].map((liveShare) => trustOf({ liveShare }, open))).toEqual(["whole", "part", "dead"]);
  expect(trustOf({}, open)).toBe("whole");
  expect(trustOf({ liveShare: 1 }, { state: "gone" })).toBe("dead");
});

it("[PG2] figures that the page computes depend on the links of its assets", () => {
  const mirror = mirrorOf([link(0, true), link(1, false, { ageMs: 60_000 })]);
  expect(heardOf([tag(0, 0), tag(98, 1)], mirror, NOW_MS)).toEqual({
    liveShare: 0.5,
    staleSince: (NOW_MS - 60_000) * 1000,
  });
  expect(heardOf([], mirror, NOW_MS)).toBeUndefined();
  mirror.setReachable(false);
  expect(heardOf([tag(0, 0)], mirror, NOW_MS)).toMatchObject({ liveShare: 0 });
});

const standing = (name: string, state: SourceStanding["state"], reason?: string): SourceStanding => ({
  name,
  kind: "opcua",
  state,
  since: NOW_MS - 1_000,
  ...(reason === undefined ? {} : { reason }),
});

it("[PG3] sources in the same state are one entry of the banner, with the earliest time of the last message", () => {
  const links = [
    link(0, false, { ageMs: 5_000 }),
    link(1, false, { ageMs: 9_000 }),
    link(2, true),
    link(3, false, { ageMs: 2_000, reason: "edge node went offline (NDEATH)" }),
  ];
  const sources = [
    standing("s0", "degraded", "connect ECONNREFUSED 127.0.0.1:48401"),
    standing("s1", "degraded", "connect ECONNREFUSED 127.0.0.1:48402"),
    standing("s2", "running"),
    standing("s3", "running"),
  ];
  expect(lossesOf(sources, links, NOW_MS)).toEqual([
    { sources: ["s0", "s1"], reason: "connect ECONNREFUSED 127.0.0.1:48401", sinceMs: NOW_MS - 9_000 },
    { sources: ["s3"], reason: "edge node went offline (NDEATH)", sinceMs: NOW_MS - 2_000 },
  ]);
});

it("[PG3] a source that never connected, or with one silent link of several, is not a loss; a refused one is", () => {
  const never = { ageMs: undefined } as Partial<LinkState>;
  expect(lossesOf([standing("s0", "starting")], [link(0, false, never)], NOW_MS)).toEqual([]);
  expect(lossesOf([standing("s0", "running")], [link(0, true), link(1, false, { source: "s0" })], NOW_MS)).toEqual([]);
  expect(lossesOf([standing("s0", "degraded", "refused")], [link(0, false, never)], NOW_MS)).toEqual([
    { sources: ["s0"], reason: "refused", sinceMs: NOW_MS - 1_000 },
  ]);
  expect(lossesOf([standing("s0", "running")], [link(0, true)], NOW_MS)).toEqual([]);
});

it("[PG6] a figure of a shift has its shift and start, a present one has neither", () => {
  const since = Date.parse("2026-11-24T10:00:00Z") * 1000;
  expect(windowOf({ id: "oee", since }, SITE, NOW_MS)).toBe("since 18:00, Late");
  expect(windowOf({ id: "cycle", since }, SITE, NOW_MS)).toBe("since 18:00");
  expect(windowOf({ id: "alarm-rate", since: (NOW_MS - 600_000) * 1000 }, SITE, NOW_MS)).toBe("last 10 min");
  expect(windowOf({ id: "power", since: NOW_MS * 1000 }, SITE, NOW_MS)).toBe("");
  language.value = "zh";
  expect(windowOf({ id: "oee", since }, SITE, NOW_MS)).toBe("自 18:00（中班）");
});

it("[PG7] a partly connected own plant shows its progress and the missing parts", () => {
  const mirror = mirrorOf([link(0, true), link(1, false, { ageMs: undefined })]);
  const builder = new BatchBuilder();
  for (let ref = 0; ref < 90; ref++) builder.add(ref as TagRef, 1e15, 1, 0, 0);
  mirror.apply(builder.finish(1e15), 1);
  const asset = (label: string, pose?: object) => ({
    assetUid: `urn:${label}` as AssetUid,
    label,
    kind: "box",
    name: { zh: "", en: "" },
    equipmentPath: "",
    tags: [],
    simulated: false,
    ...(pose === undefined ? {} : { pose }),
  });
  const site = { enterprise: "e", id: "s", name: { zh: "", en: "" }, timeZone: "UTC", currency: "CNY", shifts: [] };
  const plant = {
    site,
    floor: { width: 1, depth: 1 },
    places: [],
    assets: [asset("A", { x: 0, y: 0, z: 0, yawDeg: 0 }), asset("B")],
    zones: [],
    routes: { nodes: [], edges: [] },
  } as Plant;
  const setUp = setUpOf(new PlantIndex(plant), mirror, [
    standing("s0", "running"),
    standing("s1", "degraded", "connection refused"),
  ]);
  expect(setUp).toEqual({
    assets: 2,
    placed: 1,
    links: { heard: 1, total: 2 },
    tags: { valued: 90, total: 100 },
    unbound: 8,
    refused: [{ name: "s1", reason: "connection refused" }],
  });
  expect(isSettingUp(setUp)).toBe(true);
  expect(isSettingUp({ placed: 1, links: { heard: 2, total: 2 } })).toBe(false);
  expect(isSettingUp({ placed: 0, links: { heard: 2, total: 2 } })).toBe(true);
});
