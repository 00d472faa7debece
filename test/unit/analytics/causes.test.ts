import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { plainAttributes } from "../../../edge/analytics/alert-attributes.ts";
import { openAlertBook } from "../../../edge/analytics/alert-book.ts";
import { createCauseWatch } from "../../../edge/analytics/causes/cause-watch.ts";
import type { OpenAlertBook } from "../../../edge/analytics/open-alert-book.ts";
import type { RuleDetector } from "../../../edge/analytics/rule-detector.ts";
import type { AlertView } from "../../../edge/contracts/alert.ts";
import type { SourceHealth } from "../../../edge/contracts/health.ts";
import type { StrainState } from "../../../edge/contracts/strain.ts";
import type { AssetUid, LinkRef } from "../../../edge/contracts/tag.ts";
import type { LinkState } from "../../../edge/contracts/twin.ts";
import { MemoryJournal } from "../../fakes/api-deps.ts";
import { BenchPlant, configOf, log, S, T0 } from "./bench-plant.ts";

const EDGE = "urn:gemba:edge:e" as AssetUid;
const CALM: StrainState = { stands: false, isForming: false, reasons: [], isHeld: false };
const ANN = { user: "ann", role: "operator", origin: "::1" };

const PEERS: ReadonlyMap<string, string> = new Map([
  ["fleet", "10.0.0.1:1883"],
  ["people", "10.0.0.1:1883"],
  ["turning", "10.0.0.2:4840"],
]);

/** The source of each link. */
function plantOf(vehicles: number): readonly string[] {
  return [...Array<string>(vehicles).fill("fleet"), ...Array<string>(4).fill("people"), "turning", "milling", "robots"];
}

/** So many sources with one link each. */
function servers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `plc-${i}`);
}

/** A plant whose links and sources are switched by hand: `fleet` and `people` on one broker, three OPC UA servers, one link each. */
class Rig {
  readonly plant: BenchPlant;
  readonly links: { ref: LinkRef; source: string; name: string; live: boolean; ageMs: number | undefined }[] = [];
  readonly states = new Map<string, SourceHealth["state"]>();
  strain: StrainState = CALM;
  book!: OpenAlertBook;
  watch!: RuleDetector;
  at = T0;
  readonly #dir: string;

  readonly #peers: ReadonlyMap<string, string>;

  constructor(dir: string, vehicles = 12, { sources = plantOf(vehicles), peers = PEERS } = {}) {
    this.#dir = dir;
    this.#peers = peers;
    this.plant = new BenchPlant(sources.map((_, i) => ({ label: `A${i}`, tags: [{ signal: "x", link: i }] })));
    sources.forEach((source, i) => {
      const tag = this.plant.tags.at(this.plant.ref(`A${i}`, "x"));
      if (tag !== undefined) (tag as { source: string }).source = source;
      const name = sources.filter((one) => one === source).length > 1 ? `${source}/${i}` : source;
      this.links.push({ ref: i as LinkRef, source, name, live: true, ageMs: 100 });
      this.states.set(source, "running");
    });
  }

  async open(stale: object = {}): Promise<this> {
    const clock = () => this.at;
    this.book = await openAlertBook({ dir: this.#dir, edge: "e", clock, log, journal: new MemoryJournal() });
    const config = configOf({ stale: { startGraceS: 0, ...stale } }).stale;
    const causes = { edgeUid: EDGE, peers: this.#peers, sources: () => this.#sources(), strain: () => this.strain };
    const links = () => this.links as unknown as LinkState[];
    this.watch = createCauseWatch(config, { ...this.plant.context, links, causes }) as RuleDetector;
    this.book.follow({
      keys: new Set(this.watch.keys),
      attributesOf: (_rule, _asset, kind) => plainAttributes(kind),
      suppressionOf: () => undefined,
      causeOf: ({ rule, assetUid }) => this.watch.causeOf?.(rule, assetUid),
    });
    return this;
  }

  /** Lets seconds pass; each second detectors look, then the book. */
  pass(seconds: number): this {
    for (let i = 0; i < seconds; i++) {
      this.at += S;
      this.book.apply(this.watch.tick?.(this.at) ?? []);
      this.book.tick(this.at);
    }
    return this;
  }

  set(source: string, live: boolean, only = Number.POSITIVE_INFINITY): this {
    this.links
      .filter((link) => link.source === source)
      .slice(0, only)
      .forEach((link) => {
        link.live = live;
      });
    return this;
  }

  /** The broker is gone: its sources are not connected. */
  disconnect(...sources: string[]): this {
    for (const source of sources) this.set(source, false).states.set(source, "degraded");
    return this;
  }

  connect(...sources: string[]): this {
    for (const source of sources) this.set(source, true).states.set(source, "running");
    return this;
  }

  /** Alarms that people see. */
  seen(): AlertView[] {
    return this.book.standing().filter(({ state }) => state !== "suppressed");
  }

  rules(): string[] {
    return this.seen()
      .map(({ rule }) => rule)
      .sort();
  }

  #sources() {
    return [...this.states].map(([name, state]) => ({ name, state, ...(state === "degraded" ? { reason: "connect ECONNREFUSED" } : {}) }));
  }
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-causes-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("[A84] a source that is not connected is one alarm with its links as members, not one alarm per link", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet").pass(12);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  const [cause] = rig.seen();
  expect(cause).toMatchObject({ state: "active", memberCount: 12, message: { en: "Source fleet is not connected: connect ECONNREFUSED" } });
  expect(cause?.members).toHaveLength(12);
  const hidden = rig.book.standing().filter(({ state }) => state === "suppressed");
  expect(hidden).toHaveLength(12);
  expect(new Set(hidden.map(({ causedBy }) => causedBy))).toEqual(new Set([cause?.alertUid]));
  expect(hidden.every(({ suppressedBy, asksAck }) => suppressedBy === "cause" && asksAck === false)).toBe(true);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A84] several sources of one broker are one alarm about the broker; all sources together one about the network", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet", "people").pass(15);
  expect(rig.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 16, assetUid: EDGE });
  rig.disconnect("turning", "milling", "robots").pass(15);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 19 });
});

it("[A84] a plant that goes silent bit by bit within seconds raises one alarm, and none before it", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("turning", "milling", "robots").pass(3).set("fleet", false).pass(1).set("people", false).pass(20);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A85] most links of a connected source that fall silent together are one alarm; one by one they are their own", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).set("fleet", false, 9).pass(12);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]?.message.en).toBe("Source fleet is connected, but most of its links are silent");
  const other = await new Rig(mkdtempSync(join(dir, "b"))).open();
  other.pass(2);
  for (let n = 1; n <= 4; n++) other.set("fleet", false, n).pass(60);
  expect(other.rules()).toEqual(["link-stale/fleet/0", "link-stale/fleet/1", "link-stale/fleet/2", "link-stale/fleet/3"]);
});

it("[A86] silence shorter than the on-delay raises nothing, and a link that comes and goes does not chatter", async () => {
  const rig = await new Rig(dir).open();
  for (let i = 0; i < 20; i++) rig.set("turning", false).pass(9).set("turning", true).pass(1);
  expect(rig.book.annunciatedSince(0)).toBe(0);
  rig.set("turning", false).pass(11);
  for (let i = 0; i < 10; i++) rig.set("turning", true).pass(2).set("turning", false).pass(2);
  expect(rig.book.annunciatedSince(0)).toBe(1);
  expect(rig.rules()).toEqual(["link-stale/turning"]);
});

it("[A87] after the return everything is over within ten seconds; one acknowledgement was enough", async () => {
  const rig = await new Rig(dir).open();
  rig
    .pass(2)
    .disconnect(...rig.states.keys())
    .pass(30);
  const [cause] = rig.seen();
  await rig.book.act(cause?.alertUid ?? "", { kind: "acknowledge", at: rig.at, principal: ANN });
  rig.connect(...rig.states.keys()).pass(9);
  expect(rig.book.standing()).toEqual([]);
  const all = rig.book.history(0, rig.at, 100);
  expect(all).toHaveLength(20);
  expect(all.every(({ state }) => state === "closed")).toBe(true);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A87] what outlives its cause comes into its own after its own on-delay", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet").pass(15).connect("fleet").set("fleet", false, 1).pass(8);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]?.state).toBe("cleared");
  rig.pass(8);
  expect(rig.rules()).toEqual(["link-stale/fleet/0", "source-lost/fleet"]);
  expect(rig.seen().find(({ rule }) => rule === "link-stale/fleet/0")).toMatchObject({ state: "active" });
  expect(rig.book.annunciatedSince(0)).toBe(2);
});

it("[A87] a plant that comes back piece by piece raises nothing but what stays away", async () => {
  const rig = await new Rig(dir).open();
  rig
    .pass(2)
    .disconnect(...rig.states.keys())
    .pass(15);
  for (const source of ["fleet", "people", "turning"]) rig.connect(source).pass(8);
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.connect("milling").pass(8);
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.pass(8);
  expect(rig.rules()).toEqual(["link-stale/robots", "sources-lost"]);
  expect(rig.book.annunciatedSince(0)).toBe(2);
});

it("[A84] a cause hides what stood before it came, and lists at most a hundred members", async () => {
  const rig = await new Rig(dir, 300).open();
  rig.pass(2).set("fleet", false, 1).pass(60);
  expect(rig.rules()).toEqual(["link-stale/fleet/0"]);
  rig.disconnect("fleet").pass(15);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 300 });
  expect(rig.seen()[0]?.members).toHaveLength(100);
  expect(rig.book.standing().length).toBeLessThanOrEqual(102);
});

it("[A84] a restart neither annunciates members nor forgets the cause", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet").pass(15);
  const before = rig.seen()[0]?.alertUid;
  await rig.book.close();
  const later = new Rig(dir).disconnect("fleet");
  later.at = rig.at + 5 * S;
  await later.open({ startGraceS: 30 });
  for (const link of later.links) if (link.source === "fleet") link.ageMs = undefined;
  later.pass(60);
  expect(later.rules()).toEqual(["source-lost/fleet"]);
  expect(later.seen()[0]?.alertUid).toBe(before);
  expect(later.book.annunciatedSince(0)).toBe(1);
});

it("[A88] an overloaded edge is one alarm, and silence is its member, for as long as it lasts", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2);
  rig.strain = { ...CALM, isForming: true, reasons: ["loop"] };
  rig.set("fleet", false, 3).pass(10);
  rig.strain = { ...CALM, stands: true, reasons: ["loop", "samples"] };
  for (let minute = 0; minute < 10; minute++) {
    for (const source of rig.states.keys()) rig.set(source, false).pass(12).set(source, true).pass(0);
  }
  expect(rig.rules()).toEqual(["edge/overloaded"]);
  expect(rig.seen()[0]).toMatchObject({ assetUid: EDGE, kind: "system", memberCount: 19 });
  expect(rig.seen()[0]?.message.en).toContain("main thread stands still");
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.strain = CALM;
  for (const source of rig.states.keys()) rig.set(source, true);
  rig.pass(15);
  expect(rig.seen().map(({ state }) => state)).toEqual(["cleared"]);
});

it("[A89] while the disk takes nothing the sources are held: that is the alarm, silence hangs on it", async () => {
  const rig = await new Rig(dir).open();
  const refused = (standing: boolean) => {
    const message = { zh: "无法写入", en: "cannot be written" };
    rig.book.apply([{ rule: "edge/log-refused", assetUid: EDGE, kind: "system", standing, at: rig.at, severity: 900, message, evidence: [] }]);
  };
  rig.pass(2);
  refused(true);
  rig.strain = { ...CALM, isHeld: true };
  for (const source of rig.states.keys()) rig.set(source, false);
  rig.pass(30);
  expect(rig.rules()).toEqual(["edge/log-refused"]);
  refused(false);
  rig.strain = CALM;
  for (const source of rig.states.keys()) rig.set(source, true);
  rig.pass(8);
  expect(rig.rules()).toEqual(["edge/log-refused"]);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A104] ten of hundreds of sources that fall together are one alarm, what fails by itself meanwhile is another", async () => {
  const rig = await new Rig(dir, 0, { sources: servers(300), peers: new Map() }).open();
  // One switch of several: an eighth of the plant.
  rig
    .pass(2)
    .disconnect(...servers(40))
    .pass(20);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 40, message: { en: expect.stringMatching(/^Many sources fell silent together/) } });
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

it("[A104] nine of hundreds are too few for one cause, and most of them are one for whatever fails", async () => {
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
  expect(rig.seen()[0]).toMatchObject({ memberCount: 15, message: { en: "Source fleet is connected, but many of its links are silent" } });
  rig.pass(60).set("fleet", false, 16).pass(20);
  expect(rig.rules()).toEqual(["link-stale/fleet/15", "source-lost/fleet"]);
});

it("[A105] what all sources of one broker have in common is the broker, not the network of the edge", async () => {
  const at = (names: readonly string[]) => new Map(names.map((name) => [name, "10.0.0.1:1883"]));
  const all = await new Rig(dir, 0, { sources: servers(200), peers: at(servers(200)) }).open();
  all
    .pass(2)
    .disconnect(...servers(200))
    .pass(20);
  expect(all.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  // Nine tenths of the sources are at one broker; the servers beside it are well.
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

it("[A106] two sources of very different size: each is one alarm of its own, whatever hangs on it", async () => {
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
