import type { Source, SourceSession } from "../../contracts/source.ts";
import { ConditionMemory } from "./condition-memory.ts";
import type { OpcuaConfig } from "./config.ts";
import type { ConnectionPlan } from "./messages.ts";
import { planConnection } from "./plan.ts";
import { Progress } from "./progress.ts";
import { ResumeFile } from "./resume-file.ts";
import { type Context, OpcuaSession, type ServerMemory } from "./session.ts";
import { groupFor } from "./worker-group.ts";

/** One configured OPC UA server. Lives as long as the edge; its sessions come and go. */
export class OpcuaSource implements Source {
  readonly #group: string;
  readonly #context: Context;
  readonly #plan: ConnectionPlan;
  readonly #memory: ServerMemory;

  constructor(config: OpcuaConfig, context: Context) {
    const { plan, faults } = planConnection(config, context);
    for (const fault of faults) context.log.warn(fault, "tag cannot be read; correct its path");
    this.#group = config.group;
    this.#context = context;
    this.#plan = plan;
    this.#memory = {
      progress: new Progress(new ResumeFile(context.dataDir)),
      conditions: new ConditionMemory(),
      isNew: true,
      clock: { offsetUs: 0, uncertaintyUs: Number.POSITIVE_INFINITY, kind: "unknown" },
      isClockFarOff: false,
    };
  }

  async connect(signal: AbortSignal): Promise<SourceSession> {
    signal.throwIfAborted();
    const { name, log } = this.#context;
    const session = new OpcuaSession(groupFor(name, this.#group, log), this.#context, this.#memory);
    try {
      await session.open(this.#plan, signal);
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }
}
