/** A ClickHouse server of tests in a process of its own, which can be killed at any moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { tied } from "../../../bench/load/tied.ts";
import { has } from "../../run/needs.ts";
import { freePort } from "../net/free-port.ts";

const PROCESS = fileURLToPath(new URL("./chdb-process.ts", import.meta.url));
const ENGINE = fileURLToPath(new URL("../../../node_modules/@chdb", import.meta.url));
export const PASSWORD = "pass:wörd";

export const hasChdb = has(existsSync(ENGINE), "chdb (npm ci; Linux on x64 with glibc)");

export class ChdbServer implements AsyncDisposable {
  readonly port: number;
  readonly #dir: string;
  #child: ChildProcess | undefined;

  private constructor(dir: string, port: number) {
    this.#dir = dir;
    this.port = port;
  }

  static async make(dir: string): Promise<ChdbServer> {
    await mkdir(dir, { recursive: true });
    return new ChdbServer(dir, await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const args = [PROCESS, this.#dir, String(this.port), PASSWORD];
    const child = spawn(...tied(process.execPath, args), { stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    await Promise.race([
      once(child.stdout as NodeJS.ReadableStream, "data"),
      once(child, "exit").then(() => Promise.reject(new Error("chdb did not start"))),
    ]);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  }

  /** Rows of a statement as texts. */
  async ask(sql: string): Promise<string[][]> {
    const response = await fetch(this.url, {
      method: "POST",
      body: `${sql} FORMAT TabSeparated`,
      headers: { authorization: `Basic ${Buffer.from(`default:${PASSWORD}`).toString("base64")}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
