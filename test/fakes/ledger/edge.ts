/** An OPC UA source that is killed and restarted on one data folder, with a log that keeps committed data. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import { OpcuaRig, type TagSpec } from "../opcua/session.ts";
import { fakeTag } from "../source/tags.ts";
import { ASSET, CommittingInlet, Disk } from "./committing-inlet.ts";
import { COUNTERS, type LedgerServer } from "./server.ts";

export interface Audit {
  /** Numbers of a tag that are neither on disk nor inside a recorded gap. */
  readonly undeclared: readonly string[];
  /** Numbers on disk that were never produced. */
  readonly spurious: readonly string[];
  /** How many numbers only gaps explain. */
  readonly declared: number;
}

export class LedgerEdge implements AsyncDisposable {
  readonly disk = new Disk();
  /** Audit counts of each run. */
  readonly audits: LossAudit[] = [];
  readonly #dataDir: string;
  readonly #port: number;
  readonly #config: object;
  #rig: OpcuaRig | undefined;
  #inlet: CommittingInlet | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(dataDir: string, port: number, config: object) {
    this.#dataDir = dataDir;
    this.#port = port;
    this.#config = config;
  }

  /** `config`: the source's config apart from its endpoint. */
  static async start(port: number, config: object = {}): Promise<LedgerEdge> {
    const edge = new LedgerEdge(await mkdtemp(join(tmpdir(), "gemba-ledger-edge-")), port, config);
    await edge.start();
    return edge;
  }

  async start(): Promise<void> {
    this.#inlet = new CommittingInlet(this.disk);
    this.audits.push(this.#inlet.lossAudit);
    const tags = Array.from({ length: COUNTERS }, (_, i): TagSpec => ({ path: `own:Counter${i}`, every: 0 }));
    this.#rig = await OpcuaRig.of(
      {
        tags,
        config: { endpoint: `opc.tcp://127.0.0.1:${this.#port}`, connectTimeoutMs: 3000, ...this.#config },
        dataDir: this.#dataDir,
      },
      this.#inlet,
    );
    this.#running = this.#rig.keepRunning();
  }

  /** Makes its log lose the next batch. */
  loseBatch(): void {
    if (this.#inlet !== undefined) this.#inlet.loses = 1;
  }

  /** Like SIGTERM: data that were handed over reach the disk. */
  async stop(): Promise<void> {
    await this.#rig?.stop();
    await this.#running;
    this.#inlet?.close();
  }

  /** Like kill -9 after a cut link: the server is not informed, and uncommitted data are lost. */
  async crash(): Promise<void> {
    this.#inlet?.crash();
    await this.#rig?.stop();
    await this.#running;
  }

  /** The newest number on disk of any tag. */
  get newest(): number {
    return Math.max(
      0,
      ...this.disk.numbers.map((numbers) =>
        [...numbers.keys()].reduce((newest, number) => Math.max(newest, number), 0),
      ),
    );
  }

  /** How often a lost connection recovered by itself. */
  get restored(): number {
    return this.#rig?.health.filter(({ state }) => state === "running").length ?? 0;
  }

  /** Reasons why its sessions ended, since its start. */
  get ends(): readonly string[] {
    return this.#rig?.ends ?? [];
  }

  /** How often it logged this, since its start. */
  said(text: string): number {
    return this.#rig?.log.filter(({ msg }) => msg.includes(text)).length ?? 0;
  }

  get pkiDir(): string {
    return join(this.#dataDir, "pki");
  }

  /** The source's last log lines, for a failed test. */
  get log(): readonly string[] {
    return [
      ...(this.#rig?.ends.slice(-20) ?? []),
      ...(this.#rig?.log.slice(-20).map((line) => JSON.stringify(line)) ?? []),
    ];
  }

  /** Compares the data on disk with the produced numbers, from each tag's first number to its last. */
  audit(server: LedgerServer): Audit {
    const produced = server.produced();
    const made = new Set(produced.map(({ number }) => number));
    const undeclared: string[] = [];
    const spurious: string[] = [];
    let declared = 0;
    for (const [tag, numbers] of this.disk.numbers.entries()) {
      const first = [...numbers.keys()].reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
      const last = [...numbers.keys()].reduce((most, number) => Math.max(most, number), 0);
      for (const number of numbers.keys()) if (!made.has(number)) spurious.push(`${tag}:${number}`);
      for (const { number, time } of produced) {
        if (number < first || number > last || numbers.has(number)) continue;
        if (this.#isDeclared(tag, time)) declared++;
        else undeclared.push(`${tag}:${number} at ${new Date(time / 1000).toISOString()}`);
      }
    }
    return { undeclared, spurious, declared };
  }

  /** By a gap of the tag, or of the whole source. */
  #isDeclared(tag: number, time: Micros): boolean {
    const { tagUid } = fakeTag(tag, { assetUid: ASSET });
    return this.disk.gaps.some(
      (gap) => (gap.tagUid === undefined || gap.tagUid === tagUid) && gap.from <= time && time <= gap.to,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
