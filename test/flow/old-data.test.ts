import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

/** Rule FS14: what an edge of commit 164ee91 left on disk, opened by the edge of today. */

const root = join(import.meta.dirname, "..", "..");
const work = mkdtempSync(join(tmpdir(), "gemba-old-data-"));
const children: ChildProcess[] = [];

interface Noted {
  readonly to: string;
  readonly tag: string;
  readonly trend: { readonly from: string; readonly to: string; readonly times: readonly string[]; readonly mean: readonly (number | null)[] };
  readonly alerts: readonly OldAlert[];
  readonly journal: { readonly entries: readonly { readonly hash: string }[] };
  readonly users: { readonly users: readonly { readonly name: string; readonly role: string }[] };
  readonly tokens: { readonly tokens: readonly { readonly id: string; readonly label: string }[] };
  readonly outOfService: { readonly entries: readonly unknown[] };
  readonly pieces: { readonly pieces: readonly { readonly piece: string }[] };
}
interface OldAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  readonly rule: string;
  readonly raisedAt: string;
  readonly acknowledged: unknown;
  readonly comments: readonly unknown[];
}

let noted: { readonly commit: string; readonly password: string; readonly clean: Noted; readonly killed: Noted };

beforeAll(() => {
  const packed = readFileSync(join(root, "test", "fixtures", "old-164ee91.tar.zst"));
  const tar = zstdDecompressSync(packed, { params: { [constants.ZSTD_d_windowLogMax]: 27 } });
  expect(spawnSync("tar", ["x", "-C", work], { input: tar }).status).toBe(0);
  noted = JSON.parse(readFileSync(join(work, "noted.json"), "utf8")) as typeof noted;
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});

function gemba(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(root, "edge", "main.ts"), ...args], { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return child;
}

async function outputOf(child: ChildProcess): Promise<{ code: number; text: string }> {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => (text += String(piece)));
  const [code] = (await once(child, "close")) as [number];
  return { code, text };
}

it("[FS14] the old config is read, with every section and every reference in it", async () => {
  const { code, text } = await outputOf(gemba("check", join(work, "plant")));
  expect(text).toContain("92 assets");
  expect(code).toBe(0);
});

describe.each(["clean"] as const)("[FS14] a data folder that was left %s", (how) => {
  let address = "";
  let cookie = "";
  let child: ChildProcess;
  let output = "";
  const data = join(work, how);

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${address}/api/v1/${path}`, { headers: { cookie } });
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  }

  beforeAll(async () => {
    rmSync(join(data, "run.json"), { force: true });
    // Sources and broker are not there: what is kept must be readable without.
    child = gemba("edge", "--config", join(work, "plant"), "--data-dir", data, "--port", "0", "--log-level", "error");
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => (output += String(piece)));
    await vi.waitFor(() => expect(existsSync(join(data, "run.json")), output).toBe(true), { timeout: 150_000, interval: 200 });
    ({ address } = JSON.parse(readFileSync(join(data, "run.json"), "utf8")) as { address: string });
    const signIn = await fetch(`${address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "ann", password: noted.password }),
    });
    expect(signIn.status).toBe(200);
    cookie = signIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  }, 180_000);

  it("has its users and tokens", async () => {
    const names = ({ users }: Noted["users"]) => users.map(({ name, role }) => `${name} ${role}`);
    expect(names(await get("users"))).toEqual(names(noted[how].users));
    const labels = ({ tokens }: Noted["tokens"]) => tokens.map(({ id, label }) => `${id} ${label}`);
    expect(labels(await get("tokens"))).toEqual(labels(noted[how].tokens));
  });

  it("has its alerts, with what people did to them", async () => {
    const facts = ({ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments }: OldAlert) => ({
      ...{ alertUid, occurrenceUid, rule, raisedAt, acknowledged, comments },
    });
    const { alerts } = await get<{ alerts: OldAlert[] }>(`alerts?from=2000-01-01T00:00:00Z&to=${noted[how].to}&limit=1000`);
    const now = new Map(alerts.map((alert) => [alert.alertUid, facts(alert)]));
    const acted = noted[how].alerts.filter(({ acknowledged, comments }) => acknowledged !== null || comments.length > 0);
    expect(acted.length).toBeGreaterThan(0);
    for (const alert of acted) expect(now.get(alert.alertUid)).toEqual(facts(alert));
  });

  it("has its record of what people did, unbroken", async () => {
    const { entries } = await get<Noted["journal"]>("journal");
    expect(entries.map(({ hash }) => hash)).toEqual(expect.arrayContaining(noted[how].journal.entries.map(({ hash }) => hash)));
  });

  it("has what is out of service", async () => {
    expect(await get("out-of-service")).toEqual(noted[how].outOfService);
  });

  it("has every sample that it answered with", async () => {
    const { tag, trend } = noted[how];
    const ask = `trends?tag=${encodeURIComponent(tag)}&from=${trend.from}&to=${trend.to}&width=200`;
    // The columns at the end had not all of their samples yet.
    const whole = trend.times.slice(0, -2).map((time, i) => [time, trend.mean[i]]);
    expect(whole.length).toBeGreaterThan(20);
    await vi.waitFor(
      async () => {
        const now = await get<Noted["trend"]>(ask);
        const found = new Map(now.times.map((time, i) => [time, now.mean[i]]));
        expect(whole.filter(([time, mean]) => Math.abs((found.get(time as string) ?? Number.NaN) - (mean as number)) > 1e-6 || !found.has(time as string))).toEqual([]);
      },
      { timeout: 30_000, interval: 500 },
    );
  });

  it("has its books of pieces", async () => {
    const names = ({ pieces }: Noted["pieces"]) => pieces.map(({ piece }) => piece);
    expect(names(await get("pieces?limit=200"))).toEqual(expect.arrayContaining(names(noted[how].pieces)));
  });

  it("stops, and its record verifies", async () => {
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number];
    expect(code, output).toBe(0);
    const verified = await outputOf(gemba("audit", "verify", "--data-dir", data));
    expect(verified).toMatchObject({ code: 0 });
  });
});
