import type { SourceContext } from "../../contracts/path/plugin.ts";
import type { Source, SourceSession } from "../../contracts/path/source.ts";
import { type OpcuaAddress, type OpcuaBinding, type OpcuaConfig, writesOf } from "./config.ts";
import { OpcuaConditionWriter, type ServerConditions } from "./events/condition-writer.ts";
import { EventDesk } from "./events/event-desk.ts";
import { OpcuaJobControl } from "./jobs/job-control.ts";
import { SETUP_MS_PER_ITEM } from "./limits.ts";
import type { ConnectionPlan } from "./link/messages.ts";
import type { ServerMemory } from "./link/server-memory.ts";
import { type Context, OpcuaSession } from "./link/session.ts";
import { groupFor } from "./link/worker-group.ts";
import { parseBrowsePath } from "./subscribe/browse-path.ts";
import { planConnection } from "./subscribe/plan.ts";
import { Progress } from "./subscribe/progress.ts";
import { ResumeFile } from "./subscribe/resume-file.ts";

const CONNECT_WITHIN_MS = 60_000;

/** One configured OPC UA server. Lives as long as the edge; its sessions come and go. */
export class OpcuaSource implements Source {
  readonly #group: string;
  readonly #context: Context;
  readonly #plan: ConnectionPlan;
  readonly #memory: ServerMemory;
  #session: OpcuaSession | undefined;

  constructor(config: OpcuaConfig, { bound, ...context }: SourceContext<OpcuaAddress, OpcuaBinding>) {
    const { plan, faults } = planConnection(config, { ...context, bound });
    for (const fault of faults) context.log.warn(fault, "tag cannot be read; correct its path");
    this.#group = config.group;
    this.#context = { ...context, linkRefs: [...new Set(bound.map(({ tag }) => tag.link))] };
    this.#plan = plan;
    const events = new EventDesk({ ...context, bound }, plan);
    this.#memory = {
      progress: new Progress(new ResumeFile(context.dataDir)),
      events,
      isNew: true,
      clock: { offsetUs: 0, uncertaintyUs: Number.POSITIVE_INFINITY, kind: "unknown" },
      isClockFarOff: false,
      history: undefined,
      barrenTransfers: 0,
    };
    // An earlier config may have read conditions; they get no further updates.
    if (!plan.readsEvents) context.conditions?.endMissing(context.name, new Set(), Date.now() * 1000);
    const writes = writesOf(config);
    if (writes.has("conditions")) context.conditions?.forwardTo(this.#writer(events));
    if (writes.has("jobs")) this.#offerJobs({ ...context, bound });
  }

  /** The items are created before the source counts as connected, so more items take longer. */
  get connectWithinMs(): number {
    return CONNECT_WITHIN_MS + this.#plan.items.refEnds.length * SETUP_MS_PER_ITEM;
  }

  async connect(signal: AbortSignal): Promise<SourceSession> {
    signal.throwIfAborted();
    const { name, log } = this.#context;
    const session = new OpcuaSession(groupFor(name, this.#group, log), this.#context, this.#memory);
    try {
      await session.open(this.#plan, signal);
      this.#session = session;
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Offers the job control of every asset of the source; each has its own root at the server. */
  #offerJobs({ name, jobs, namespaces, bound }: SourceContext<OpcuaAddress, OpcuaBinding>): void {
    const texts = new Map(bound.map(({ tag, address }) => [tag.assetUid, address.root]));
    const roots = new Map(
      [...texts].map(([asset, text]) => [asset, { text, path: parseBrowsePath(text, namespaces) }]),
    );
    const session = (): OpcuaSession | undefined => this.#session;
    const control = new OpcuaJobControl({
      ...{ source: name, roots },
      get call() {
        return session()?.call;
      },
    });
    jobs?.offer([...roots.keys()], control);
  }

  /** Writes through the session that is open at the time. */
  #writer(events: EventDesk): OpcuaConditionWriter {
    const session = (): OpcuaSession | undefined => this.#session;
    return new OpcuaConditionWriter(this.#context.name, {
      // The worker answers a call at a condition by a status.
      get call() {
        return session()?.call as ServerConditions["call"];
      },
      find: (conditionId, branchId) => events.conditions.find(conditionId, branchId),
      get refreshes() {
        return events.refreshes;
      },
      refreshedAfter: (count) => events.refreshedAfter(count),
    });
  }
}
