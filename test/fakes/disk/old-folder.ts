/** A fixture of test/fixtures, unpacked, and edges of today that run on its data folders. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, constants } from "node:zlib";
import { expect, vi } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { freePort } from "../net/free-port.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** What the edge of a fixture answered before it ended, by data folder. */
interface Noted<Answers> {
  readonly commit: string;
  readonly password: string;
  readonly clean: Answers;
  readonly killed: Answers;
}

export class OldFolder<Answers> {
  readonly dir = mkdtempSync(join(tmpdir(), "gemba-old-data-"));
  readonly noted: Noted<Answers>;
  readonly #children: ChildProcess[] = [];

  /** `archive`: name in test/fixtures. */
  constructor(archive: string) {
    const packed = readFileSync(join(ROOT, "test", "fixtures", archive));
    const tar = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
    expect(spawnSync("tar", ["x", "-C", this.dir], { input: tar }).status).toBe(0);
    this.noted = JSON.parse(readFileSync(join(this.dir, "noted.json"), "utf8")) as Noted<Answers>;
  }

  get plant(): string {
    return join(this.dir, "plant");
  }

  gemba(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(...tied(process.execPath, [join(ROOT, "edge", "main.ts"), ...args]), {
      cwd: this.dir,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    return child;
  }

  async outputOf(args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
    const child = this.gemba(args);
    const said = outputIn(child);
    const [code] = (await once(child, "close")) as [number];
    return { code, text: said() };
  }

  /** Starts an edge on a data folder, and signs in once every sink and follower is `running`. */
  async start(
    data: string,
    { running, env = {} }: { readonly running: readonly string[]; readonly env?: Readonly<Record<string, string>> },
  ): Promise<OldEdge> {
    const port = String(await freePort());
    // Stored data are there without the machines, so this does not wait for the first value (run.json does).
    const options = ["--config", this.plant, "--data-dir", data, "--port", port, "--log-level", "error"];
    const child = this.gemba(["edge", ...options], env);
    const edge = new OldEdge(child, `http://127.0.0.1:${port}`);
    await vi.waitFor(
      async () => {
        const { sinks, followers } = await edge.health();
        expect([...sinks, ...followers].map(({ name, state }) => `${name} ${state}`)).toEqual(running);
      },
      { timeout: 150_000, interval: 200 },
    );
    await edge.signIn(this.noted.password);
    return edge;
  }

  remove(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

interface Health {
  readonly sinks: readonly { readonly name: string; readonly state: string }[];
  readonly followers: readonly {
    readonly name: string;
    readonly state: string;
    readonly setAside: number;
    readonly backlogItems: number;
    readonly missed: number;
  }[];
}

export class OldEdge {
  readonly #child: ChildProcess;
  readonly #address: string;
  readonly #said: () => string;
  #cookie = "";

  constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.#address = address;
    this.#said = outputIn(child);
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.#address}/api/v1/${path}`, { headers: { cookie: this.#cookie } });
    expect(response.status, path).toBe(200);
    return (await response.json()) as T;
  }

  /** The edge answers also while it is not ready: it gives its machines 30 s. */
  async health(): Promise<Health> {
    return (await (await fetch(`${this.#address}/api/v1/health`)).json()) as Health;
  }

  async signIn(password: string): Promise<void> {
    const response = await fetch(`${this.#address}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "ann", password }),
    });
    expect(response.status).toBe(200);
    this.#cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const [code] = (await once(this.#child, "exit")) as [number];
    expect(code, this.#said()).toBe(0);
  }
}

function outputIn(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece) => (text += String(piece)));
  return () => text;
}
