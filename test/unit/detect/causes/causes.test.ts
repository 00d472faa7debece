import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CALM, EDGE, Rig } from "../../alerts/cause-rig.ts";
import { S } from "../bench-plant.ts";

const ANN = { user: "ann", role: "operator", origin: "::1" };

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
  expect(cause).toMatchObject({
    state: "active",
    memberCount: 12,
    message: { en: "Source fleet is not connected: connect ECONNREFUSED" },
  });
  expect(cause?.members).toHaveLength(12);
  const hidden = rig.book.standing().filter(({ state }) => state === "suppressed");
  expect(hidden).toHaveLength(12);
  expect(new Set(hidden.map(({ causedBy }) => causedBy))).toEqual(new Set([cause?.alertUid]));
  expect(hidden.every(({ suppressedBy, asksAck }) => suppressedBy === "cause" && asksAck === false)).toBe(true);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A84] several sources of one broker are one alarm about it; all sources, one about the network", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet", "people").pass(15);
  expect(rig.rules()).toEqual(["peer-lost/10.0.0.1:1883"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 16, assetUid: EDGE });
  rig.disconnect("turning", "milling", "robots").pass(15);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 19 });
});

it("[A84] a plant that falls silent part by part within seconds raises one alarm, and none before it", async () => {
  const rig = await new Rig(dir).open();
  rig
    .pass(2)
    .disconnect("turning", "milling", "robots")
    .pass(3)
    .set("fleet", false)
    .pass(1)
    .set("people", false)
    .pass(20);
  expect(rig.rules()).toEqual(["sources-lost"]);
  expect(rig.book.annunciatedSince(0)).toBe(1);
});

it("[A85] most links of a source that fall silent together are one alarm; one by one, separate ones", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).set("fleet", false, 9).pass(12);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]?.message.en).toBe("Source fleet is connected, but most of its links are silent");
  const other = await new Rig(mkdtempSync(join(dir, "b"))).open();
  other.pass(2);
  for (let n = 1; n <= 4; n++) other.set("fleet", false, n).pass(60);
  expect(other.rules()).toEqual([
    "link-stale/fleet/0",
    "link-stale/fleet/1",
    "link-stale/fleet/2",
    "link-stale/fleet/3",
  ]);
});

it("[A86] silence shorter than the on-delay raises nothing; a link that comes and goes does not chatter", async () => {
  const rig = await new Rig(dir).open();
  for (let i = 0; i < 20; i++) rig.set("turning", false).pass(9).set("turning", true).pass(1);
  expect(rig.book.annunciatedSince(0)).toBe(0);
  rig.set("turning", false).pass(11);
  for (let i = 0; i < 10; i++) rig.set("turning", true).pass(2).set("turning", false).pass(2);
  expect(rig.book.annunciatedSince(0)).toBe(1);
  expect(rig.rules()).toEqual(["link-stale/turning"]);
});

it("[A87] after the return all alerts clear within ten seconds; one acknowledgement is enough", async () => {
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

it("[A87] a member that outlives its cause becomes an alarm after its own on-delay", async () => {
  const rig = await new Rig(dir).open();
  rig.pass(2).disconnect("fleet").pass(15).connect("fleet").set("fleet", false, 1).pass(8);
  expect(rig.rules()).toEqual(["source-lost/fleet"]);
  expect(rig.seen()[0]?.state).toBe("cleared");
  rig.pass(8);
  expect(rig.rules()).toEqual(["link-stale/fleet/0", "source-lost/fleet"]);
  expect(rig.seen().find(({ rule }) => rule === "link-stale/fleet/0")).toMatchObject({ state: "active" });
  expect(rig.book.annunciatedSince(0)).toBe(2);
});

it("[A87] a plant that returns part by part raises only the parts that stay away", async () => {
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

it("[A84] a cause hides earlier alerts of its members, and lists at most a hundred", async () => {
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

it("[A88] an overloaded edge is one alarm with silence as its members, while it lasts", async () => {
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
  expect(rig.seen()[0]?.message.en).toContain("main thread repeatedly stops");
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.strain = CALM;
  for (const source of rig.states.keys()) rig.set(source, true);
  rig.pass(15);
  expect(rig.seen().map(({ state }) => state)).toEqual(["cleared"]);
});

it("[A89] while the disk takes nothing the sources are held: that is the alarm, with silence as members", async () => {
  const rig = await new Rig(dir).open();
  const refused = (standing: boolean) => {
    const message = { zh: "无法写入", en: "cannot be written" };
    rig.book.apply([
      {
        rule: "edge/log-refused",
        assetUid: EDGE,
        kind: "system",
        standing,
        at: rig.at,
        severity: 900,
        message,
        evidence: [],
      },
    ]);
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

/** An overload in which the historian falls so far behind that the backlog would be an alarm. */
async function overloadedWithBacklog(): Promise<Rig> {
  const rig = await new Rig(dir).open();
  rig.pass(2);
  rig.strain = { ...CALM, isForming: true, reasons: ["samples"] };
  rig.pass(5);
  rig.strain = { ...CALM, stands: true, reasons: ["samples"] };
  for (rig.backlogShare = 0.3; rig.backlogShare < 0.7; rig.backlogShare += 0.02) rig.pass(10);
  expect(rig.rules()).toEqual(["edge/overloaded"]);
  expect(rig.seen()[0]).toMatchObject({ memberCount: 1, members: [{ assetUid: EDGE, rule: "edge/log-backlog" }] });
  const [overload] = rig.seen();
  const backlog = rig.book.standing().find(({ rule }) => rule === "edge/log-backlog");
  expect(backlog).toMatchObject({ state: "suppressed", suppressedBy: "cause", causedBy: overload?.alertUid });
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.pass(1).strain = CALM;
  return rig;
}

it("[A108] a backlog that an overload causes is its member, and stays so while it shrinks", async () => {
  const rig = await overloadedWithBacklog();
  for (; rig.backlogShare > 0.45; rig.backlogShare -= 0.01) rig.pass(40);
  expect(rig.rules()).toEqual(["edge/overloaded"]);
  expect(rig.book.standing().map(({ rule }) => rule)).not.toContain("edge/log-backlog");
  expect(rig.book.annunciatedSince(0)).toBe(1);
  rig.backlogShare = 0.55;
  rig.pass(1);
  expect(rig.rules()).toEqual(["edge/log-backlog", "edge/overloaded"]);
});

it("[A108] a backlog that lasts a minute after the overload, or grows, is a separate alarm", async () => {
  const rests = await overloadedWithBacklog();
  rests.pass(59);
  expect(rests.rules()).toEqual(["edge/overloaded"]);
  rests.pass(3);
  expect(rests.rules()).toEqual(["edge/log-backlog", "edge/overloaded"]);
  expect(rests.book.annunciatedSince(0)).toBe(2);
  await rests.book.close();
  rmSync(join(dir, "alerts.log"));
  const grows = await overloadedWithBacklog();
  grows.backlogShare += 0.03;
  grows.pass(2);
  expect(grows.rules()).toEqual(["edge/log-backlog", "edge/overloaded"]);
});

it("[A108] a backlog from before the overload stays a separate alarm", async () => {
  const rig = await new Rig(dir).open();
  rig.backlogShare = 0.6;
  rig.pass(2);
  rig.strain = { ...CALM, stands: true, reasons: ["followers"] };
  rig.pass(30);
  expect(rig.rules()).toEqual(["edge/log-backlog", "edge/overloaded"]);
});
