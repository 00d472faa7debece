/** An OPC UA source with the plan of a test, and all its reports. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { ConditionDesk } from "../../../edge/contracts/alerts/condition.ts";
import type { BoundTag, Health } from "../../../edge/contracts/path/plugin.ts";
import type { Source, SourceSession } from "../../../edge/contracts/path/source.ts";
import type { SourceClock } from "../../../edge/contracts/path/source-clock.ts";
import type { AssetUid, TagType } from "../../../edge/contracts/plant/tag.ts";
import type { JobDesk } from "../../../edge/contracts/production/machine-jobs.ts";
import {
  type OpcuaAddress,
  type OpcuaBinding,
  type OpcuaConfig,
  opcuaConfig,
  placesOf,
} from "../../../edge/sources/opcua/config.ts";
import { opcuaSource } from "../../../edge/sources/opcua/plugin.ts";
import { withDefaults } from "../config/with-defaults.ts";
import { FakeInlet } from "../source/inlet.ts";
import { FakeLinks } from "../source/links.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";
import { OWN_NAMESPACE } from "./server.ts";

export interface TagSpec {
  readonly path: string;
  readonly type?: TagType;
  readonly root?: string;
  readonly every?: number;
  readonly field?: string;
  readonly index?: number | readonly number[];
  readonly waveform?: OpcuaBinding["waveform"];
  readonly unit?: string;
  readonly fromUnit?: string;
  readonly deadband?: { readonly absolute?: number; readonly percent?: number };
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface RigOptions {
  readonly tags: readonly TagSpec[];
  /** In addition to mode none, which every test server offers. */
  readonly config: object;
  readonly name?: string;
  readonly assetUid?: string;
  readonly namespaces?: readonly (readonly [prefix: string, uri: string])[];
  readonly conditions?: ConditionDesk;
  readonly jobs?: JobDesk;
  readonly labels?: ReadonlyMap<string, AssetUid>;
  /** Folder of an earlier rig; it is then not removed with this one. */
  readonly dataDir?: string;
}

/** Refs are the positions in `tags`. */
export class OpcuaRig implements AsyncDisposable {
  readonly inlet: FakeInlet;
  readonly links = new FakeLinks();
  readonly counters = { received: 0, dropped: 0, named: new Map<string, number>(), limits: new Map<string, string>() };
  readonly health: Health[] = [];
  readonly clocks: SourceClock[] = [];
  readonly log: LogLine[] = [];
  /** Reasons why the sessions of `keepRunning` ended. */
  readonly ends: string[] = [];
  readonly source: Source;
  readonly dataDir: string;
  readonly #stop = new AbortController();
  #session: SourceSession | undefined;

  readonly #isOwnDir: boolean;

  private constructor(dataDir: string, options: RigOptions & { name: string }, inlet: FakeInlet) {
    this.dataDir = dataDir;
    this.#isOwnDir = options.dataDir === undefined;
    this.inlet = inlet;
    const bound = options.tags.map(
      (
        { path, type = "number", root = "/Objects/own:Machine", ...rest },
        ref,
      ): BoundTag<OpcuaAddress, OpcuaBinding> => ({
        tag: fakeTag(ref, {
          assetUid: (options.assetUid ?? "urn:test:machine:1") as AssetUid,
          type,
          signal: `signal-${ref}`,
          ...(rest.unit === undefined ? {} : { unit: rest.unit }),
        }),
        address: { root },
        binding: {
          path,
          every: rest.every ?? 100,
          ...(rest.field === undefined ? {} : { field: rest.field }),
          ...(rest.index === undefined ? {} : { index: [...placesOf(rest.index)] }),
          ...(rest.waveform === undefined ? {} : { waveform: rest.waveform }),
          ...(rest.deadband === undefined ? {} : { deadband: rest.deadband }),
          ...(rest.fromUnit === undefined ? {} : { fromUnit: rest.fromUnit }),
        },
      }),
    );
    this.source = opcuaSource.create(
      withDefaults(opcuaConfig, { security: { mode: "none", insecure: true }, ...options.config }) as OpcuaConfig,
      {
        name: options.name,
        tags: new FakeTags(bound.map(({ tag }) => tag)),
        bound,
        namespaces: new Map(options.namespaces ?? [["own", OWN_NAMESPACE]]),
        links: this.links,
        counters: this.counters,
        log: pino({ level: "debug" }, { write: (line: string) => void this.log.push(JSON.parse(line) as LogLine) }),
        dataDir,
        edgeId: "01900000-0000-7000-8000-000000000001",
        site: "test",
        simulated: true,
        ...(options.conditions === undefined ? {} : { conditions: options.conditions }),
        ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
        ...(options.labels === undefined ? {} : { labels: options.labels }),
        report: (health) => this.health.push(health),
        reportClock: (clock) => this.clocks.push(clock),
      },
    );
  }

  static async of(options: RigOptions, inlet = new FakeInlet()): Promise<OpcuaRig> {
    return new OpcuaRig(
      options.dataDir ?? (await mkdtemp(join(tmpdir(), "gemba-opcua-"))),
      { name: "line", ...options },
      inlet,
    );
  }

  /** Connects once and pumps; the result shows how pumping ended. */
  async run(): Promise<{ ended: Promise<string> }> {
    const session = await this.source.connect(this.#stop.signal);
    this.#session = session;
    this.inlet.begin();
    const ended = session.pump(this.inlet, this.#stop.signal).then(
      () => "stopped",
      (error: Error) => error.message,
    );
    return { ended };
  }

  /** Reconnects whenever the session ends, like the runner. */
  async keepRunning(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const { ended } = await this.run();
        this.ends.push(await ended);
      } catch (error) {
        this.ends.push((error as Error).message);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      await this.#session?.[Symbol.asyncDispose]();
      this.#session = undefined;
    }
  }

  warnings(): string[] {
    return this.log.filter(({ level }) => level >= 40).map((line) => JSON.stringify(line));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#session?.[Symbol.asyncDispose]();
    this.#session = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#isOwnDir) await rm(this.dataDir, { recursive: true, force: true });
  }
}
