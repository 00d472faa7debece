/** Reads one MTConnect agent: its state once, then everything that changes, by the numbers of its buffer. */
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeError } from "../../contracts/errors.ts";
import { count } from "../../contracts/path/plugin.ts";
import { type Inlet, type SourceSession, WHOLE_SOURCE } from "../../contracts/path/source.ts";
import { XmlError } from "../../contracts/xml-reader.ts";
import { Agent, type AgentAccess } from "./agent/agent.ts";
import { type BufferHeader, headerOf } from "./agent/header.ts";
import { type Probe, readProbe } from "./agent/probe.ts";
import { AgentRefusal, OtherDocument } from "./agent/refusal.ts";
import { TooLong } from "./agent/too-long.ts";
import type { MtconnectConfig } from "./config.ts";
import { Intake } from "./intake.ts";
import type { Conditions } from "./observations/conditions.ts";
import { type Context, type Plan, planOf } from "./observations/targets.ts";
import type { Progress, Resumption } from "./progress.ts";
import { ToolShelf } from "./tools/tool-shelf.ts";

/** Heartbeats after which a silent stream is given up. */
const SILENT_HEARTBEATS = 2.5;
/** After an unreadable document the edge asks for this part of its observations. */
const NARROWER = 8;
/** Unreadable observations of one session; an agent with more is not one that can be read. */
const MOST_UNREADABLE = 1_000;
const LOOK_EVERY_MS = 50;
const FINISH_WITHIN_MS = 1_000;

/** What a source remembers from one session to the next. */
export interface Memory {
  readonly progress: Progress;
  /** Absent where conditions are not read. */
  readonly conditions: Conditions | undefined;
}

/** Reads probe and state, so that a session begins with an agent that answers. Throws EdgeError `connect-failed`. */
export async function connectMtconnect(
  config: MtconnectConfig & Pick<AgentAccess, "address">,
  context: Context,
  { memory, signal }: { readonly memory: Memory; readonly signal: AbortSignal },
): Promise<SourceSession> {
  const agent = new Agent(config);
  try {
    const probe = readProbe(await agent.document("probe", {}, signal));
    const current = await agent.document("current", {}, signal);
    const header = headerOf(current);
    return new MtconnectSession(agent, { probe, current, header }, { config, context, memory });
  } catch (error) {
    agent.close();
    signal.throwIfAborted();
    if (error instanceof EdgeError) throw new EdgeError("connect-failed", error.message, { cause: error.cause });
    throw new EdgeError(
      "connect-failed",
      `the MTConnect agent at ${agent.place} sends a document that cannot be read`,
      {
        cause: error,
      },
    );
  }
}

interface Opening {
  readonly probe: Probe;
  /** The document `current`. */
  readonly current: string;
  readonly header: BufferHeader;
}

class MtconnectSession implements SourceSession {
  readonly #agent: Agent;
  readonly #config: MtconnectConfig;
  readonly #context: Context;
  readonly #memory: Memory;
  readonly #current: string;
  readonly #plan: Plan;
  readonly #resumption: Resumption;
  readonly #intake: Intake;
  readonly #tools: ToolShelf;
  /** Observations of one document. */
  readonly #most: number;
  /** The agent answers streams with single documents. */
  #isPolled: boolean;
  #unreadable = 0;
  /**
   * Numbers before the next one that are asked for again: some agents refuse a number that they do not have yet, as the
   * standard allows.
   */
  #overlap = 0;

  constructor(
    agent: Agent,
    { probe, current, header }: Opening,
    { config, context, memory }: { config: MtconnectConfig; context: Context; memory: Memory },
  ) {
    this.#agent = agent;
    this.#config = config;
    this.#context = context;
    this.#memory = memory;
    this.#current = current;
    this.#isPolled = config.mode === "poll";
    this.#most = Math.min(config.count, header.size);
    this.#plan = planOf(probe, context);
    this.#resumption = memory.progress.resumption(header);
    memory.conditions?.begin(probe, context, header.instanceId);
    if (this.#resumption.lost !== undefined) memory.conditions?.startAnew();
    this.#intake = new Intake(
      { context, place: agent.place, plan: this.#plan, isComplete: !config.skipsNumbers, ...memory },
      { header, resumption: this.#resumption },
    );
    this.#tools = new ToolShelf(context);
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    this.#warn();
    this.#intake.open(inlet);
    if (this.#resumption.isStranger) inlet.met?.(new Map([[WHOLE_SOURCE, 0]]));
    for (const [link, device] of this.#plan.absent) this.#context.links.lost(link, `the agent has no device ${device}`);
    this.#intake.state(this.#current);
    await this.#readTools(signal);
    while (!signal.aborted) {
      try {
        if (this.#isPolled) await this.#poll(inlet, signal);
        else await this.#stream(inlet, signal);
      } catch (error) {
        if (signal.aborted) return;
        const isUnreadable = error instanceof XmlError || error instanceof TooLong;
        if (this.#stepsBack(error)) continue;
        if (!isUnreadable) throw this.#explained(error);
        await this.#narrow(error, signal);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.close();
    await this.#intake.finish(AbortSignal.timeout(FINISH_WITHIN_MS));
  }

  async #stream(inlet: Inlet, signal: AbortSignal): Promise<void> {
    const { intervalMs, heartbeatMs } = this.#config;
    const documents = this.#agent.stream(
      "sample",
      { from: this.#from, interval: intervalMs, heartbeat: heartbeatMs, count: this.#most },
      { silentMs: SILENT_HEARTBEATS * heartbeatMs + intervalMs, signal },
    );
    for await (const { text, isStreamed } of documents) {
      await this.#take(text, inlet, signal);
      if (isStreamed) continue;
      this.#isPolled = true;
      this.#context.log.warn({ agent: this.#agent.place }, "the agent does not stream; it is polled");
    }
  }

  async #poll(inlet: Inlet, signal: AbortSignal): Promise<void> {
    for (;;) {
      const text = await this.#agent.document("sample", { from: this.#from, count: this.#most }, signal);
      const taken = await this.#take(text, inlet, signal);
      if (taken < this.#most) await sleep(this.#config.intervalMs, undefined, { signal });
    }
  }

  /** Number to ask for. */
  get #from(): number {
    return Math.max(1, this.#intake.next - this.#overlap);
  }

  /** Whether a refusal of the next number may mean that the agent has nothing newer: then the newest is asked for. */
  #stepsBack(error: unknown): boolean {
    if (!(error instanceof AgentRefusal) || error.code !== "OUT_OF_RANGE") return false;
    // A stream of such an agent ends whenever nothing is new.
    if (this.#overlap > 0 && this.#isPolled) return false;
    if (this.#overlap > 0) this.#isPolled = true;
    this.#overlap = 1;
    return true;
  }

  /** Takes a document; resolves with its new observations when the log has room for more. */
  async #take(text: string, inlet: Inlet, signal: AbortSignal): Promise<number> {
    const taken = this.#intake.take(text);
    if (this.#intake.takeToolsChanged()) await this.#readTools(signal);
    while (inlet.full && !signal.aborted) await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    return taken;
  }

  /**
   * A document came whole and cannot be read: asks for fewer observations, and passes over a single one that cannot be
   * read either, which is declared as lost.
   */
  async #narrow(reason: Error, signal: AbortSignal): Promise<void> {
    const { counters, log } = this.#context;
    count(counters, "malformed");
    log.warn({ from: this.#intake.next, reason: reason.message }, "a document cannot be read");
    for (let most = this.#most; ; ) {
      most = Math.max(1, Math.floor(most / NARROWER));
      try {
        this.#intake.take(await this.#agent.document("sample", { from: this.#intake.next, count: most }, signal));
        return;
      } catch (error) {
        if (!(error instanceof XmlError || error instanceof TooLong)) throw this.#explained(error);
        if (most > 1) continue;
        if (++this.#unreadable > MOST_UNREADABLE)
          throw new EdgeError(
            "link-lost",
            `the MTConnect agent at ${this.#agent.place} sends nothing that can be read`,
            {
              cause: error,
            },
          );
        this.#intake.skip();
        return;
      }
    }
  }

  /** An answer of the agent as the reason why the session ends. */
  #explained(error: unknown): unknown {
    const { place } = this.#agent;
    if (error instanceof OtherDocument)
      return new EdgeError("link-lost", `the MTConnect agent at ${place} sends a document that cannot be read`, {
        cause: error,
      });
    if (!(error instanceof AgentRefusal)) return error;
    if (error.code === "OUT_OF_RANGE") this.#memory.progress.refused();
    return new EdgeError("link-lost", `the MTConnect agent at ${place} refuses what the edge asks for`, {
      cause: error,
    });
  }

  /** Tools are beside the buffer: without them the observations go on. */
  async #readTools(signal: AbortSignal): Promise<void> {
    if (!this.#tools.isWanted) return;
    try {
      this.#tools.take(await this.#agent.document("assets", { type: "CuttingTool" }, signal), this.#intake);
    } catch (error) {
      signal.throwIfAborted();
      count(this.#context.counters, "toolsUnread");
      this.#context.log.warn({ reason: (error as Error).message }, "the cutting tools cannot be read");
    }
  }

  /** Names what the config expects and the agent does not have. */
  #warn(): void {
    const { log } = this.#context;
    const { missing, unfit } = this.#plan;
    if (missing.length > 0)
      log.warn(
        { missing: missing.slice(0, 10), count: missing.length },
        "tags are bound to data items that are absent",
      );
    if (unfit.length > 0)
      log.warn(
        { unfit: unfit.slice(0, 10), count: unfit.length },
        "units of data items cannot be converted; their tags have no numbers",
      );
  }
}
