import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CALM, Rig, servers } from "./cause-rig.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-causes-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("[A104] ten of hundreds of sources that fail together are one alarm; a separate failure is another", async () => {
  const rig = await new Rig(dir, 0, { sources: servers(300), peers: new Map() }).open();
  // One switch of several: an eighth of the plant.
  rig
    .pass(2)
    .disconnect(...servers(40))
    .pass(20);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.seen()[0]).toMatchObject({
    memberCount: 40,
    message: { en: expect.stringMatching(/^Many sources fell silent together/) },
  });
  rig.pass(60).disconnect("plc-200").pass(20);
  expect(rig.rules()).toEqual(["link-stale/plc-200", "sources-lost"]);
  // A second switch, later, is the same alarm.
  rig
    .pass(60)
    .disconnect(...servers(120).slice(80))
    .pass(20);
  expect(rig.rules()).toEqual(["link-stale/plc-200", "sources-lost"]);
  expect(rig.seen().find(({ rule }) => rule === "sources-lost")).toMatchObject({ memberCount: 80 });
  rig.connect(...servers(300)).pass(15);
  expect(rig.book.standing().filter(({ clearedAt }) => clearedAt === undefined)).toEqual([]);
  expect(rig.book.annunciatedSince(0)).toBe(2);
});

it("[A104] nine of hundreds are too few for a cause; once most fail, every failed one is a member", async () => {
  const few = await new Rig(dir, 0, { sources: servers(300), peers: new Map() }).open();
  few
    .pass(2)
    .disconnect(...servers(9))
    .pass(20);
  expect(few.rules()).toHaveLength(9);
  const most = await new Rig(mkdtempSync(join(dir, "b")), 0, { sources: servers(300), peers: new Map() }).open();
  most
    .pass(2)
    .disconnect(...servers(260))
    .pass(60)
    .disconnect("plc-290")
    .pass(20);
  expect(most.rules()).toEqual(["sources-lost"]);
  expect(most.seen()[0]?.message.en).toMatch(/^Most sources fell silent together/);
});

it("[A104] ten of a thousand links of a connected source are one alarm about the source", async () => {
  const rig = await new Rig(dir, 1_000).open();
  rig.pass(2).set("fleet", false, 15).pass(20);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]).toMatchObject({
    memberCount: 15,
    message: { en: "Source fleet is connected, but many of its links are silent" },
  });
  rig.pass(60).set("fleet", false, 16).pass(20);
  expect(rig.rules()).toEqual(["link-stale/fleet/15", "source-lost/fleet"]);
});

it("[A105] the common cause of all sources of one broker is the broker, not the edge's network", async () => {
  const at = (names: readonly string[]) => new Map(names.map((name) => [name, "10.0.0.1:1883"]));
  const all = await new Rig(dir, 0, { sources: servers(200), peers: at(servers(200)) }).open();
  all
    .pass(2)
    .disconnect(...servers(200))
    .pass(20);
  expect(all.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  // Nine tenths of the sources are at one broker; the other servers work.
  const beside = [...servers(30), "press", "oven", "crane"];
  const mixed = await new Rig(mkdtempSync(join(dir, "b")), 0, { sources: beside, peers: at(servers(30)) }).open();
  mixed
    .pass(2)
    .disconnect(...servers(30))
    .pass(20);
  expect(mixed.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  mixed.disconnect("press", "oven").pass(20);
  expect(mixed.rules()).toEqual(["sources-lost"]);
});

it("[A106] a plant with one source: its link, most of its links, or its connection is the one alarm", async () => {
  const alone = await new Rig(dir, 0, { sources: ["press"], peers: new Map() }).open();
  alone.pass(2).disconnect("press").pass(20);
  expect(alone.rules()).toEqual(["link-stale/press"]);
  const pair = await new Rig(mkdtempSync(join(dir, "b")), 0, { sources: ["cell", "cell"], peers: new Map() }).open();
  pair.pass(2).set("cell", false, 1).pass(20);
  expect(pair.rules()).toEqual(["link-stale/cell/0"]);
  pair.set("cell", true).pass(60).set("cell", false).pass(20);
  expect(
    pair
      .seen()
      .filter(({ clearedAt }) => clearedAt === undefined)
      .map(({ rule }) => rule),
  ).toEqual(["source-lost/cell"]);
});

it("[A106] two sources of very different size are one alarm each, whatever depends on them", async () => {
  const sources = [...Array<string>(300).fill("line"), "meter"];
  const apart = await new Rig(dir, 0, { sources, peers: new Map() }).open();
  apart.pass(2).disconnect("line", "meter").pass(20);
  expect(apart.rules()).toEqual(["link-stale/meter", "source-lost/line"]);
  const peers = new Map(["line", "meter"].map((name) => [name, "10.0.0.1:1883"]));
  const one = await new Rig(mkdtempSync(join(dir, "b")), 0, { sources, peers }).open();
  one.pass(2).disconnect("meter").pass(60);
  expect(one.rules()).toEqual(["link-stale/meter"]);
  one.disconnect("line").pass(60);
  expect(one.rules()).toEqual(["link-stale/meter", "source-lost/line"]);
  const both = await new Rig(mkdtempSync(join(dir, "c")), 0, { sources, peers }).open();
  both.pass(2).disconnect("line", "meter").pass(20);
  expect(both.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  expect(both.seen()[0]).toMatchObject({ memberCount: 301 });
});

it.each([
  ["one source with one link", ["press"]],
  ["two sources of very different size", [...Array<string>(300).fill("line"), "meter"]],
  ["hundreds of sources", servers(300)],
])("[A89] an overloaded edge is the one alarm of a plant of %s", async (_plant, sources) => {
  const rig = await new Rig(dir, 0, { sources, peers: new Map() }).open();
  const names = new Set(sources);
  rig.pass(2);
  rig.strain = { ...CALM, isForming: true, reasons: ["busy"] };
  for (const name of names) rig.set(name, false);
  // A busy loop is an overload after half a minute.
  rig.pass(30);
  expect(rig.rules()).toEqual([]);
  rig.strain = { ...CALM, stands: true, reasons: ["busy"] };
  rig.pass(30);
  expect(rig.rules()).toEqual(["edge/overloaded"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: sources.length });
  for (const name of names) rig.set(name, true);
  rig.strain = CALM;
  rig.pass(15);
  expect(rig.seen().map(({ state }) => state)).toEqual(["cleared"]);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});
