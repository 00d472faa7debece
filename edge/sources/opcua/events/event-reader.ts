/**
 * Subscribes to the events and conditions of a server, refreshes them, and reads them into plain objects. Runs in the
 * worker.
 */
import {
  AttributeIds,
  DataType,
  type DataValue,
  type EventFieldList,
  EventFilter,
  MonitoringMode,
  NodeId,
  ObjectIds,
  TimestampsToReturn,
  type Variant,
} from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { decodeStructures } from "../decode/structure-types.ts";
import type { RawSession } from "../link/client.ts";
import type { Post } from "../link/post.ts";
import type { OperationLimits } from "../link/server-limits.ts";
import type { OpenedPlan } from "../subscribe/planned-items.ts";
import { resolveRoots } from "../subscribe/resolve-paths.ts";
import { createSubscription, type Subscription } from "../subscribe/subscription.ts";
import { nodeIdIn, plannedValue, readEvent, selectClauses } from "./event-fields.ts";
import { EventTypes } from "./event-types.ts";
import type { ServerEvent } from "./messages.ts";
import { NotifierRepeats } from "./notifier-repeats.ts";
import { partsOf } from "./parts.ts";
import type { PlannedEventRule } from "./plan-events.ts";
import { SourceRoots } from "./source-roots.ts";

/** Events that a server keeps while the link is cut; beyond it sends an EventQueueOverflowEvent. */
const QUEUE_SIZE = 10_000;

const CONDITION = 2782;
const CONDITION_REFRESH = 3875;
const REFRESH_START = 2787;
const REFRESH_END = 2788;
const REFRESH_REQUIRED = 2789;

interface Server {
  readonly session: RawSession;
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
}

/** The subscription to a server's events. */
interface EventSubscription {
  readonly subscription: Subscription;
  /** Objects whose events cannot be read, each with the reason. */
  readonly refused: readonly string[];
}

/**
 * Creates one subscription for the events of the objects that the config names, by default the Server object, to which
 * every notifier of the server reports (OPC 10000-3, 8.3.1). Throws if the server refuses all of them.
 */
export async function subscribeEvents(
  { session, namespaces, limits }: Server,
  plan: OpenedPlan,
): Promise<EventSubscription> {
  const types = new EventTypes(plan.events.rules);
  if (plan.events.fields.length > 0) await types.load(session, { namespaces, limits });
  const found = await findNotifiers({ session, namespaces, limits }, plan);
  const nodes = found.filter((one): one is Notifier => "nodeId" in one);
  const lost = found.flatMap((one) => ("reason" in one ? [`${one.text}: ${one.reason}`] : []));
  if (nodes.length === 0) throw new Error(lost.join("; "));
  const made = await createSubscription(session, 0, plan.keepAliveMs);
  const filter = new EventFilter({ selectClauses: selectClauses(plan.events, types, namespaces) });
  const response = await session.createMonitoredItems({
    subscriptionId: made.id,
    timestampsToReturn: TimestampsToReturn.Neither,
    itemsToCreate: nodes.map(({ nodeId }) => ({
      itemToMonitor: { nodeId, attributeId: AttributeIds.EventNotifier },
      monitoringMode: MonitoringMode.Reporting,
      requestedParameters: {
        clientHandle: plan.items.length + 1,
        samplingInterval: 0,
        queueSize: QUEUE_SIZE,
        discardOldest: true,
        filter,
      },
    })),
  });
  const refused = nodes.flatMap(({ text }, i) => {
    const status = response.results?.[i]?.statusCode;
    return status?.isGood() === true ? [] : [`${text}: ${status?.name ?? "no answer"}`];
  });
  if (refused.length === nodes.length) {
    await new Promise<void>((resolve) => session.deleteSubscriptions({ subscriptionIds: [made.id] }, () => resolve()));
    throw new Error([...lost, ...refused].join("; "));
  }
  const subscription: Subscription = { ...made, isEvents: true, notifiers: nodes.length - refused.length };
  return { subscription, refused: [...lost, ...refused] };
}

interface Notifier {
  readonly nodeId: NodeId;
  readonly text: string;
}

async function findNotifiers(
  { session, namespaces, limits }: Server,
  { notifiers }: OpenedPlan,
): Promise<(Notifier | { readonly text: string; readonly reason: string })[]> {
  if (notifiers.length === 0)
    return [{ nodeId: new NodeId(NodeId.NodeIdType.NUMERIC, ObjectIds.Server), text: "Server" }];
  const nodes = await resolveRoots(session, notifiers, { namespaces, limits });
  return notifiers.map(({ text }, i) => {
    const node = nodes[i];
    return node instanceof NodeId ? { nodeId: node, text } : { text, reason: node ?? "no answer" };
  });
}

export interface EventReaderOptions extends Server {
  readonly id: number;
  readonly plan: OpenedPlan;
  readonly post: Post;
  subscriptions(): Iterable<Subscription>;
  /** Nothing counts as complete until `release`, because events are still being read. */
  hold(): void;
  release(): void;
}

type ReadEvent = ServerEvent | "refresh-start" | "refresh-end";

/** Posts events to main, in order, and refreshes conditions whenever events may have been missed. */
export class EventReader {
  readonly #options: EventReaderOptions;
  readonly #types: EventTypes;
  readonly #roots: SourceRoots;
  readonly #repeats: NotifierRepeats;
  #chain: Promise<void> = Promise.resolve();
  #hasTypes = false;
  #triedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: EventReaderOptions) {
    this.#options = options;
    this.#types = new EventTypes(options.plan.events.rules);
    this.#repeats = new NotifierRepeats(options.plan.notifiers.length > 1);
    this.#roots = new SourceRoots({ session: options.session, roots: options.plan.roots, server: options });
  }

  take(events: readonly EventFieldList[]): void {
    const { hold, release } = this.#options;
    hold();
    this.#chain = this.#chain
      .then(() => this.#read(events))
      .then(release, (error: unknown) => {
        this.#say("warn", "events could not be read and are lost", {
          events: events.length,
          reason: (error as Error).message,
        });
        release();
      });
  }

  /** After a change of the address space, types and assets are looked up again. */
  forget(): void {
    this.#hasTypes = false;
    this.#triedAtMs = Number.NEGATIVE_INFINITY;
    this.#roots.forget();
  }

  /**
   * Requests the present state of every condition; the answer comes between two events of its own (OPC 10000-9,
   * 5.5.7).
   */
  refresh(): void {
    for (const subscription of this.#options.subscriptions()) {
      if (subscription.isEvents !== true) continue;
      this.#ask(subscription).catch((error: Error) =>
        this.#say("info", "the server does not refresh conditions", { reason: error.message }),
      );
    }
  }

  /**
   * Reports lost events, once each time, and refreshes conditions. `messages` absent: unknown whether there were any.
   */
  miss(messages: number | undefined, at: Micros): void {
    const { id, post } = this.#options;
    if (messages !== undefined) post({ kind: "events-missing", id, messages, at });
    this.refresh();
  }

  async #ask(subscription: Subscription): Promise<void> {
    const result = await this.#options.session.call({
      objectId: new NodeId(NodeId.NodeIdType.NUMERIC, CONDITION),
      methodId: new NodeId(NodeId.NodeIdType.NUMERIC, CONDITION_REFRESH),
      inputArguments: [{ dataType: DataType.UInt32, value: subscription.id }],
    });
    if (result.statusCode.isNotGood()) throw new Error(result.statusCode.name);
  }

  async #read(events: readonly EventFieldList[]): Promise<void> {
    const { id, post } = this.#options;
    const read: ReadEvent[] = [];
    for (const { eventFields } of events) {
      const fields = (eventFields ?? []) as readonly Variant[];
      const refresh = refreshEvent(nodeIdIn(fields, "eventType"));
      if (refresh === "refresh-required") this.refresh();
      else if (refresh === undefined) {
        const event = await this.#readOne(fields);
        if (this.#repeats.isNew(event)) read.push(event);
      } else if (this.#repeats.isWhole(refresh, this.#notifiers())) read.push(refresh);
    }
    if (read.length > 0) post({ kind: "events", id, events: read });
  }

  #notifiers(): number {
    return [...this.#options.subscriptions()].find(({ isEvents }) => isEvents === true)?.notifiers ?? 1;
  }

  async #readOne(fields: readonly Variant[]): Promise<ServerEvent> {
    const { session, namespaces, plan } = this.#options;
    const type = nodeIdIn(fields, "eventType");
    if (type !== undefined) await this.#knowType(type);
    const source = nodeIdIn(fields, "sourceNode");
    const root = source === undefined ? undefined : await this.#roots.rootOf(source);
    const rule = type === undefined ? undefined : this.#types.ruleOf(type);
    const planned: PlannedEventRule | undefined = rule === undefined ? undefined : plan.events.rules[rule];
    if (planned !== undefined)
      await decodeStructures(
        session,
        fields.filter((value) => value?.dataType === DataType.ExtensionObject).map((value) => ({ value }) as DataValue),
      );
    const read = (field: { readonly field?: number }): unknown =>
      field.field === undefined ? undefined : plannedValue(fields, field.field);
    return {
      ...readEvent(fields, namespaces),
      typeName: type === undefined ? "" : this.#types.nameOf(type),
      ...(root === undefined ? {} : { root }),
      ...(rule === undefined || planned === undefined ? {} : { rule, parts: partsOf(planned.parts, read, namespaces) }),
    };
  }

  /** Reads the types once, and again for an unknown one, with a minimum pause between. */
  async #knowType(type: NodeId): Promise<void> {
    const { session, namespaces, limits } = this.#options;
    if (this.#hasTypes && (this.#types.has(type) || performance.now() - this.#triedAtMs < TYPES_AGAIN_MS)) return;
    this.#triedAtMs = performance.now();
    await this.#types.load(session, { namespaces, limits });
    this.#hasTypes = true;
  }

  #say(level: "info" | "warn", text: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.post({ kind: "log", id: this.#options.id, level, text, fields });
  }
}

const TYPES_AGAIN_MS = 60_000;

function refreshEvent(type: NodeId | undefined): "refresh-start" | "refresh-end" | "refresh-required" | undefined {
  if (type === undefined || type.namespace !== 0) return undefined;
  return type.value === REFRESH_START
    ? "refresh-start"
    : type.value === REFRESH_END
      ? "refresh-end"
      : type.value === REFRESH_REQUIRED
        ? "refresh-required"
        : undefined;
}
