import { Ajv } from "ajv";
import { pino } from "pino";
import { expect, it } from "vitest";
import type { BoundTag } from "../../../../../edge/contracts/path/plugin.ts";
import type { AssetUid } from "../../../../../edge/contracts/plant/tag.ts";
import {
  type OpcuaAddress,
  type OpcuaBinding,
  type OpcuaConfig,
  opcuaConfig,
} from "../../../../../edge/sources/opcua/config.ts";
import type { ConnectionPlan } from "../../../../../edge/sources/opcua/link/messages.ts";
import { opcuaSource } from "../../../../../edge/sources/opcua/plugin.ts";
import { planConnection } from "../../../../../edge/sources/opcua/subscribe/plan.ts";
import type { PlannedItem } from "../../../../../edge/sources/opcua/subscribe/planned.ts";
import { PlannedItems } from "../../../../../edge/sources/opcua/subscribe/planned-items.ts";
import { withDefaults } from "../../../../fakes/config/with-defaults.ts";
import { FakeLinks } from "../../../../fakes/source/links.ts";
import { FakeTags, fakeTag } from "../../../../fakes/source/tags.ts";

const CONFIG = withDefaults(opcuaConfig, {
  endpoint: "opc.tcp://plc:4840",
  security: { mode: "none", insecure: true },
}) as OpcuaConfig;

function bound(
  ref: number,
  path: string,
  rest: { root?: string; assetUid?: string; every?: number; field?: string } = {},
): BoundTag<OpcuaAddress, OpcuaBinding> {
  const { root = "/Objects/own:M1", assetUid = "urn:m:1", every = 1000, field } = rest;
  return {
    tag: fakeTag(ref, { assetUid: assetUid as AssetUid }),
    address: { root },
    binding: { path, every, ...(field === undefined ? {} : { field }) },
  };
}

function itemsOf({ items }: ConnectionPlan): PlannedItem[] {
  return [...new PlannedItems(items)];
}

function context(tags: readonly BoundTag<OpcuaAddress, OpcuaBinding>[]) {
  return {
    name: "line",
    tags: new FakeTags(tags.map(({ tag }) => tag)),
    bound: tags,
    namespaces: new Map([["own", "urn:own"]]),
    links: new FakeLinks(),
    counters: { received: 0, dropped: 0, named: new Map() },
    log: pino({ level: "silent" }),
    dataDir: "/data/line",
    edgeId: "e1",
    site: "s1",
    report: () => {},
    reportClock: () => {},
  };
}

it("tags on one node at one interval share one monitored item", () => {
  const { plan, faults } = planConnection(
    CONFIG,
    context([
      bound(0, "own:Pos", { field: "ActPos" }),
      bound(1, "own:Pos", { field: "CmdPos" }),
      bound(2, "own:Pos", { every: 250 }),
      bound(3, "own:Load"),
    ]),
  );
  expect(faults).toEqual([]);
  expect(itemsOf(plan).map(({ everyMs, targets }) => [everyMs, targets.map(({ ref }) => ref)])).toEqual([
    [1000, [0, 1]],
    [250, [2]],
    [1000, [3]],
  ]);
});

it("ProductInstanceUri is expected only where one asset with this identity is at the root", () => {
  const uuid = "0192f000-0000-7000-8000-000000000001";
  const { plan } = planConnection(
    CONFIG,
    context([
      bound(0, "own:A"),
      bound(1, "own:A", { root: "/Objects/own:M2", assetUid: "urn:m:2" }),
      bound(2, "own:A", { root: "/Objects/own:M2", assetUid: "urn:m:3" }),
      bound(3, "own:A", { root: "/Objects/own:M4", assetUid: uuid }),
    ]),
  );
  expect(plan.roots.map(({ text, productInstanceUri }) => [text, productInstanceUri])).toEqual([
    ["/Objects/own:M1", "urn:m:1"],
    ["/Objects/own:M2", undefined],
    ["/Objects/own:M4", undefined],
  ]);
});

it("[C8] a path that cannot be read is a fault of its own tag", () => {
  const { plan, faults } = planConnection(
    CONFIG,
    context([bound(0, "own:A"), bound(1, "nope:A"), bound(2, "own:A", { root: "/Objects/7:M" })]),
  );
  expect(itemsOf(plan).flatMap(({ targets }) => targets.map(({ ref }) => ref))).toEqual([0]);
  expect(faults.map(({ tagUid }) => tagUid)).toEqual(["urn:m:1#signal-1", "urn:m:1#signal-2"]);
});

it("[K17] a map on a tag other than enum or boolean is a fault of that tag", () => {
  const [enumTag, numberTag] = [fakeTag(0, { type: "enum" }), fakeTag(1)].map((tag) => ({
    tag,
    address: { root: "/Objects/own:M1" },
    binding: { path: "own:State", every: 250, map: { "20": 3 } },
  }));
  const { plan, faults } = planConnection(CONFIG, context([enumTag as never, numberTag as never]));
  expect(itemsOf(plan).map(({ targets }) => targets)).toEqual([[{ ref: 0, type: "enum", codes: { "20": 3 } }]]);
  expect(faults).toEqual([{ tagUid: numberTag?.tag.tagUid, reason: "map is for enum and boolean tags" }]);
});

it("mode none without insecure is refused with a remedy", () => {
  const config = withDefaults(opcuaConfig, {
    endpoint: "opc.tcp://plc:4840",
    security: { mode: "none" },
  }) as OpcuaConfig;
  expect(() => opcuaSource.create(config, context([]))).toThrow(/source "line".*insecure: true/);
});

it("security is on unless the config disables it", () => {
  const config = withDefaults(opcuaConfig, { endpoint: "opc.tcp://plc:4840" }) as OpcuaConfig;
  expect(planConnection(config, context([])).plan).toMatchObject({
    mode: "sign-and-encrypt",
    policy: "Basic256Sha256",
  });
});

it("[F2] the link is stale after three keep-alives, three seconds unless configured", () => {
  expect(opcuaSource.staleAfterMs(CONFIG)).toBe(3000);
  expect(opcuaSource.staleAfterMs({ ...CONFIG, keepAliveMs: 500 })).toBe(1500);
});

it("an address is shown in its usual form", () => {
  expect(
    opcuaSource.describe({ root: "/Objects/own:M1" }, { path: "own:Pos", every: 1000, field: "ActPos", index: 2 }),
  ).toBe("/Objects/own:M1/own:Pos.ActPos[2]");
});

it("the schemas fill defaults in strict ajv and refuse unknown keys and values out of bounds", () => {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true });
  // A replacement for references without checks.
  ajv.addVocabulary(["substitute"]);
  const check = ajv.compile(opcuaConfig);
  const config = { endpoint: "opc.tcp://plc:4840" };
  expect(check(config)).toBe(true);
  expect(config).toEqual({
    endpoint: "opc.tcp://plc:4840",
    ...{ eventNotifiers: [], eventRules: [], rings: [], writeBack: "off" },
    security: { mode: "sign-and-encrypt", policy: "Basic256Sha256", insecure: false, dangerouslyTrustAnyServer: false },
    user: "anonymous",
    events: false,
    keepAliveMs: 1000,
    connectTimeoutMs: 10_000,
    fastLane: "auto",
    group: "default",
  });
  for (const wrong of [
    {},
    { endpoint: "http://plc" },
    { endpoint: "opc.tcp://plc", securtiy: {} },
    { endpoint: "opc.tcp://plc", user: { name: "a" } },
    { endpoint: "opc.tcp://plc", keepAliveMs: 10 },
  ]) {
    expect(check(wrong), JSON.stringify(wrong)).toBe(false);
  }
  const binding = ajv.compile(opcuaSource.binding);
  expect(binding({ path: "own:A", index: 16 })).toBe(false);
  expect(binding({ path: "own:A", every: 0 })).toBe(true);
  expect(binding({ path: "own:A", every: -1 })).toBe(false);
});
