import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, constants } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../fakes/net/free-port.ts";
import { nobody } from "../fakes/net/nobody.ts";

/** Rule FS14: data that an edge of commit 164ee91 left on disk, opened by the edge of today. */

const root = join(import.meta.dirname, "..", "..");
const work = mkdtempSync(join(tmpdir(), "gemba-old-data-"));
const children: ChildProcess[] = [];

interface Noted {
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
interface Health {
  readonly sinks: readonly { readonly name: string; readonly state: string }[];
  readonly followers: readonly {
    readonly name: string;
    readonly state: string;
    readonly setAside: number;
    readonly missed: number;
  }[];
}
interface Outbox {
  readonly item?: { readonly key: string };
  readonly message?: { readonly keys: readonly string[] };
}

let noted: { readonly commit: string; readonly password: string; readonly clean: Noted; readonly killed: Noted };

beforeAll(() => {
  const packed = readFileSync(join(root, "test", "fixtures", "old-164ee91.tar.br"));
  const tar = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  expect(spawnSync("tar", ["x", "-C", work], { input: tar }).status).toBe(0);
  noted = JSON.parse(readFileSync(join(work, "noted.json"), "utf8")) as typeof noted;
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});

/** Closed ports for the plant's machines, broker and hook: other plants may run on this machine. */
const nowhere = async () => ({ FIXTURE_HOOK: `http://127.0.0.1:${await freePort()}/hook`, ...(await nobody()) });

function gemba(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const program = [join(root, "edge", "main.ts"), ...args];
  const child = spawn(process.execPath, program, {
    cwd: work,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<{ code: number; text: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => (text += String(piece)));
  const [code] = (await once(child, "close")) as [number];
  return { code, text };
}

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
  const { code, text } = await outputOf(gemba(["check", join(work, "plant")]));
  expect(text).toContain("92 assets");
  expect(text).toMatch(/^warning: plant\/site\.yaml:5 site\.name\.en: .* — write the value here$/m);
  expect(code).toBe(0);
});

const RUNNING = ["historian running", "material running", "states running", "energy running", "health running"];

describe.each(["clean", "killed"] as const)("[FS14] a data folder (%s)", (how) => {
  let address = "";
  let cookie = "";
  let child: ChildProcess;
  let output = "";
  let left: { readonly position: number; readonly keys: string[]; readonly personal: string[] };
  const data = join(work, how);

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${address}/api/v1/${path}`, { headers: { cookie } });
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  }

  /** The edge answers also while it is not ready: it gives its machines 30 s. */
  async function health(): Promise<Health> {
    return (await (await fetch(`${address}/api/v1/health`)).json()) as Health;
  }

  beforeAll(async () => {
    left = { position: positionOf(data, "production"), keys: keysIn(data), personal: filesIn(join(data, "personal")) };
    const port = String(await freePort());
    address = `http://127.0.0.1:${port}`;
    // Stored data are there without the machines, so this does not wait for the first value (run.json does).
    const options = ["--config", join(work, "plant"), "--data-dir", data, "--port", port, "--log-level", "error"];
    child = gemba(["edge", ...options], await nowhere());
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => (output += String(piece)));
    await vi.waitFor(
      async () => {
        const { sinks, followers } = await health();
        expect([...sinks, ...followers].map(({ name, state }) => `${name} ${state}`)).toEqual(RUNNING);
      },
      { timeout: 150_000, interval: 200 },
    );
    const signIn = await fetch(`${address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "ann", password: noted.password }),
    });
    expect(signIn.status).toBe(200);
    cookie = signIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  });

  it("has its users and tokens", async () => {
    const names = ({ users }: Noted["users"]) => users.map(({ name, role }) => `${name} ${role}`);
    expect(names(await get("users"))).toEqual(names(noted[how].users));
    const labels = ({ tokens }: Noted["tokens"]) => tokens.map(({ id, label }) => `${id} ${label}`);
    expect(labels(await get("tokens"))).toEqual(labels(noted[how].tokens));
  });

  it("has its alerts, with user actions", async () => {
    const facts = ({ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments }: OldAlert) => ({
      ...{ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments },
    });
    const { alerts } = await get<{ alerts: OldAlert[] }>(
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
    const old = noted[how].alerts.filter(({ shelf }) => shelf !== null);
    expect(old.length).toBeGreaterThan(0);
    await vi.waitFor(
      async () => {
        const { alerts } = await get<{ alerts: OldAlert[] }>("alerts");
        const now = new Map(alerts.map(({ alertUid, shelf }) => [alertUid, shelf]));
        for (const { alertUid, shelf } of old) expect(now.get(alertUid) ?? null).toEqual(isHeld(shelf) ? shelf : null);
      },
      { timeout: 30_000, interval: 200 },
    );
  });

  it("has its audit log with an unbroken chain", async () => {
    const { entries } = await get<Noted["journal"]>("journal");
    expect(entries.map(({ hash }) => hash)).toEqual(
      expect.arrayContaining(noted[how].journal.entries.map(({ hash }) => hash)),
    );
  });

  it("has its out-of-service states", async () => {
    expect(await get("out-of-service")).toEqual(noted[how].outOfService);
  });

  it("has every sample of the earlier answers", async () => {
    const { tag, trend } = noted[how];
    const ask = `trends?tag=${encodeURIComponent(tag)}&from=${trend.from}&to=${trend.to}&width=200`;
    // The columns at the end did not have all of their samples yet.
    const whole = trend.times.slice(0, -2).map((time, i) => [time, trend.mean[i]]);
    expect(whole.length).toBeGreaterThan(20);
    await vi.waitFor(
      async () => {
        const now = await get<Noted["trend"]>(ask);
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
    const names = ({ pieces }: Noted["pieces"]) => pieces.map(({ piece }) => piece);
    expect(names(await get("pieces?limit=1000"))).toEqual(expect.arrayContaining(names(noted[how].pieces)));
  });

  it("has its book of energy", async () => {
    const { energy } = noted[how];
    const now = await get<Energy>(`energy?from=${energy.from}&to=${energy.to}`);
    expect([now.since, now.totals]).toEqual([energy.since, energy.totals]);
    const names = ({ nodes }: Energy) => nodes.map(({ label, medium, method }) => `${label} ${medium} ${method}`);
    expect(names(now)).toEqual(names(energy));
    // The edge read on between the answer and its end.
    const readings = ({ nodes }: Energy) => nodes.map(({ idle }) => idle?.readings ?? 0);
    const before = readings(energy);
    expect(before.filter((count) => count > 0).length).toBeGreaterThan(20);
    expect(readings(now).filter((count, i) => count < (before[i] ?? 0))).toEqual([]);
  });

  it("continues the log at the positions of its books, with nothing set aside", async () => {
    const books = ["material", "states", "energy", "health"];
    const { followers } = await health();
    expect(followers.map(({ name, setAside, missed }) => ({ name, setAside, missed }))).toEqual(
      books.map((name) => ({ name, setAside: 0, missed: 0 })),
    );
    expect(readdirSync(join(data, "production")).filter((name) => /dead|aside/.test(name))).toEqual([]);
    for (const name of books) {
      await vi.waitFor(() => expect(positionOf(data, `follower-${name}`)).toBeGreaterThanOrEqual(left.position), {
        timeout: 30_000,
        interval: 200,
      });
    }
  });

  it("has its unsent notices and the kept data about persons", async () => {
    // Each key is still there; one that is given up after a week is followed by a note.
    expect(keysIn(data)).toEqual(expect.arrayContaining(left.keys));
    expect(left.keys.length).toBeGreaterThan(20);
    expect(filesIn(join(data, "personal"))).toEqual(left.personal);
    expect(left.personal).toHaveLength(1);
  });

  it("stops, and its audit log verifies", async () => {
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number];
    expect(code, output).toBe(0);
    const verified = await outputOf(gemba(["audit", "verify", "--data-dir", data]));
    expect(verified).toMatchObject({ code: 0 });
  });
});
