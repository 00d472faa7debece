import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type OldEdge, OldFolder } from "../fakes/disk/old-folder.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { nobody } from "../fakes/net/nobody.ts";

/** Rule FS14: data that an edge of commit 164ee91 left on disk, opened by the edge of today. */

interface Answers {
  readonly to: string;
  readonly tag: string;
  readonly trend: {
    readonly from: string;
    readonly to: string;
    readonly times: readonly string[];
    readonly mean: readonly (number | null)[];
  };
  readonly alerts: readonly OldAlert[];
  readonly journal: { readonly entries: readonly { readonly hash: string }[] };
  readonly users: { readonly users: readonly { readonly name: string; readonly role: string }[] };
  readonly tokens: { readonly tokens: readonly { readonly id: string; readonly label: string }[] };
  readonly outOfService: { readonly entries: readonly unknown[] };
  readonly pieces: { readonly pieces: readonly { readonly piece: string }[] };
  readonly energy: Energy;
}
interface Energy {
  readonly from: string;
  readonly to: string;
  readonly since: string;
  readonly totals: readonly unknown[];
  readonly nodes: readonly {
    readonly label: string;
    readonly medium: string;
    readonly method: string;
    readonly idle: { readonly readings: number } | null;
  }[];
}
interface OldAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly rule: string;
  readonly raisedAt: string;
  readonly acknowledged: unknown;
  readonly comments: readonly unknown[];
  readonly shelf: { readonly until: string } | null;
}
interface Outbox {
  readonly item?: { readonly key: string };
  readonly message?: { readonly keys: readonly string[] };
}

const old = new OldFolder<Answers>("old-164ee91.tar.br");
const { noted } = old;
afterAll(() => old.remove());

/** Closed ports for the plant's machines, broker and hook: other plants may run on this machine. */
const nowhere = async () => ({ FIXTURE_HOOK: `http://127.0.0.1:${await freePort()}/hook`, ...(await nobody()) });

/** A shelf lasts a day at most. A longer one comes from a wrong clock and does not count. */
function isHeld(shelf: OldAlert["shelf"]): boolean {
  const leftMs = Date.parse(shelf?.until ?? "") - Date.now();
  return leftMs > 0 && leftMs <= 24 * 3_600_000;
}

function positionOf(data: string, cursor: string): number {
  return (JSON.parse(readFileSync(join(data, "log", "cursors", `${cursor}.json`), "utf8")) as { position: number })
    .position;
}

/** Keys of a message to the channel, whether it waits or is part of another message. */
function keysIn(data: string): string[] {
  const lines = readFileSync(join(data, "notify.jsonl"), "utf8").trimEnd().split("\n");
  return lines
    .map((line) => JSON.parse(line) as Outbox)
    .flatMap(({ item, message }) => item?.key ?? message?.keys ?? []);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => `${name} ${readFileSync(join(folder, name), "utf8")}`);
}

it("[FS14] the old config is read, with every section and every reference in it", async () => {
  const { code, text } = await old.outputOf(["check", old.plant]);
  expect(text).toContain("92 assets");
  expect(text).toMatch(/^warning: plant\/site\.yaml:5 site\.name\.en: .* — write the value here$/m);
  expect(code).toBe(0);
});

const BOOKS = [
  ...["material", "states", "energy", "quality", "costs", "health", "bursts", "causes", "load"],
  ...["entries", "lots"],
];
const RUNNING = ["historian", ...BOOKS].map((name) => `${name} running`);

describe.each(["clean", "killed"] as const)("[FS14] a data folder (%s)", (how) => {
  let edge: OldEdge;
  let left: { readonly position: number; readonly keys: string[]; readonly personal: string[] };
  const data = join(old.dir, how);

  beforeAll(async () => {
    left = { position: positionOf(data, "production"), keys: keysIn(data), personal: filesIn(join(data, "personal")) };
    edge = await old.start(data, { running: RUNNING, env: await nowhere() });
  });

  it("has its users and tokens", async () => {
    const names = ({ users }: Answers["users"]) => users.map(({ name, role }) => `${name} ${role}`);
    expect(names(await edge.get("users"))).toEqual(names(noted[how].users));
    const labels = ({ tokens }: Answers["tokens"]) => tokens.map(({ id, label }) => `${id} ${label}`);
    expect(labels(await edge.get("tokens"))).toEqual(labels(noted[how].tokens));
  });

  it("has its alerts, with user actions", async () => {
    const facts = ({ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments }: OldAlert) => ({
      ...{ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments },
    });
    const { alerts } = await edge.get<{ alerts: OldAlert[] }>(
      `alerts?from=2000-01-01T00:00:00Z&to=${noted[how].to}&limit=1000`,
    );
    const now = new Map(alerts.map((alert) => [alert.alertUid, facts(alert)]));
    const acted = noted[how].alerts.filter(
      ({ acknowledged, comments }) => acknowledged !== null || comments.length > 0,
    );
    expect(acted.length).toBeGreaterThan(0);
    for (const alert of acted) expect(now.get(alert.alertUid)).toEqual(facts(alert));
  });

  it("has its shelved alerts, with their end times", async () => {
    const shelved = noted[how].alerts.filter(({ shelf }) => shelf !== null);
    expect(shelved.length).toBeGreaterThan(0);
    await vi.waitFor(
      async () => {
        const { alerts } = await edge.get<{ alerts: OldAlert[] }>("alerts");
        const now = new Map(alerts.map(({ alertUid, shelf }) => [alertUid, shelf]));
        for (const { alertUid, shelf } of shelved)
          expect(now.get(alertUid) ?? null).toEqual(isHeld(shelf) ? shelf : null);
      },
      { timeout: 30_000, interval: 200 },
    );
  });

  it("has its audit log with an unbroken chain", async () => {
    const { entries } = await edge.get<Answers["journal"]>("journal");
    expect(entries.map(({ hash }) => hash)).toEqual(
      expect.arrayContaining(noted[how].journal.entries.map(({ hash }) => hash)),
    );
  });

  it("has its out-of-service states", async () => {
    expect(await edge.get("out-of-service")).toEqual(noted[how].outOfService);
  });

  it("has every sample of the earlier answers", async () => {
    const { tag, trend } = noted[how];
    const ask = `trends?tag=${encodeURIComponent(tag)}&from=${trend.from}&to=${trend.to}&width=200`;
    // The columns at the end did not have all of their samples yet.
    const whole = trend.times.slice(0, -2).map((time, i) => [time, trend.mean[i]]);
    expect(whole.length).toBeGreaterThan(20);
    await vi.waitFor(
      async () => {
        const now = await edge.get<Answers["trend"]>(ask);
        const found = new Map(now.times.map((time, i) => [time, now.mean[i]]));
        expect(
          whole.filter(
            ([time, mean]) =>
              Math.abs((found.get(time as string) ?? Number.NaN) - (mean as number)) > 1e-6 ||
              !found.has(time as string),
          ),
        ).toEqual([]);
      },
      { timeout: 30_000, interval: 500 },
    );
  });

  it("has its books of pieces", async () => {
    const names = ({ pieces }: Answers["pieces"]) => pieces.map(({ piece }) => piece);
    expect(names(await edge.get("pieces?limit=1000"))).toEqual(expect.arrayContaining(names(noted[how].pieces)));
  });

  it("has its book of energy", async () => {
    const { energy } = noted[how];
    const now = await edge.get<Energy>(`energy?from=${energy.from}&to=${energy.to}`);
    expect([now.since, now.totals]).toEqual([energy.since, energy.totals]);
    const names = ({ nodes }: Energy) => nodes.map(({ label, medium, method }) => `${label} ${medium} ${method}`);
    expect(names(now)).toEqual(names(energy));
    // The edge read on between the answer and its end.
    const readings = ({ nodes }: Energy) => nodes.map(({ idle }) => idle?.readings ?? 0);
    const before = readings(energy);
    expect(before.filter((count) => count > 0).length).toBeGreaterThan(20);
    expect(readings(now).filter((count, i) => count < (before[i] ?? 0))).toEqual([]);
  });

  it("has nothing of its books set aside", async () => {
    const { followers } = await edge.health();
    expect(followers.map(({ name, setAside, missed }) => ({ name, setAside, missed }))).toEqual(
      BOOKS.map((name) => ({ name, setAside: 0, missed: 0 })),
    );
    expect(readdirSync(join(data, "production")).filter((name) => /dead|aside/.test(name))).toEqual([]);
  });

  it("has its unsent notices and the kept data about persons", async () => {
    // Each key is still there; one that is given up after a week is followed by a note.
    expect(keysIn(data)).toEqual(expect.arrayContaining(left.keys));
    expect(left.keys.length).toBeGreaterThan(20);
    expect(filesIn(join(data, "personal"))).toEqual(left.personal);
    expect(left.personal).toHaveLength(1);
  });

  it("stops with its books beyond their earlier positions in the log, and its audit log verifies", async () => {
    await vi.waitFor(
      async () => {
        const { followers } = await edge.health();
        expect(followers.filter(({ backlogItems }) => backlogItems > 0).map(({ name }) => name)).toEqual([]);
      },
      { timeout: 60_000, interval: 200 },
    );
    // A running book writes its position each minute, a stopped one at once; on a busy machine its thread may be ended
    // by force before that, which loses nothing.
    const behind = (): string[] => BOOKS.filter((name) => positionOf(data, `follower-${name}`) < left.position);
    await vi.waitFor(() => expect(behind()).toEqual([]), { timeout: 150_000, interval: 500 });
    await edge.stop();
    expect(behind()).toEqual([]);
    const verified = await old.outputOf(["audit", "verify", "--data-dir", data]);
    expect(verified).toMatchObject({ code: 0 });
  });
});
