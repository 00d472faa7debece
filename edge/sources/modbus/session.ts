import { InexactNumbers } from "../../batch/inexact-numbers.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { count, type SourceContext } from "../../contracts/path/plugin.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { Inlet, SourceSession } from "../../contracts/path/source.ts";
import type { LinkRef } from "../../contracts/plant/tag.ts";
import { closingOn, Handover, poll, Status, statusOf } from "../polling.ts";
import { type ModbusClient, ModbusException, NoAnswer, openModbus } from "./client.ts";
import type { ModbusAddress, ModbusBinding, ModbusConfig } from "./config.ts";
import { digitsAt, numberAt, textAt } from "./decode.ts";
import { type Block, type Group, halvesOf, type Item, planOf } from "./plan.ts";
import { itemsOf } from "./resolve.ts";

/** Unanswered requests in a row after which a unit counts as gone. */
const SILENT_AFTER = 3;
/** Pause before a unit that was silent is asked for its SunSpec map again. */
const WALK_AGAIN_MS = 5_000;

type Context = SourceContext<ModbusAddress, ModbusBinding>;

/** Connects, finds the registers, and reads once, so that a session begins with a device that answers. */
export async function connectModbus(
  config: ModbusConfig,
  context: Context,
  signal: AbortSignal,
): Promise<SourceSession> {
  const client = await openModbus(config, signal);
  try {
    const { items, silent } = await itemsOf(context, client, { config });
    if (items.length === 0 && silent.size > 0) throw new NoAnswer("no unit answers");
    const groups = planOf(items, config);
    await probe(client, groups);
    return new ModbusSession(client, groups, { config, context, silent });
  } catch (error) {
    client.close();
    signal.throwIfAborted();
    throw new EdgeError(
      "connect-failed",
      `Modbus at ${config.host}:${config.port} does not answer; check the unit numbers, and whether another ` +
        "master holds the device",
      { cause: error },
    );
  }
}

/** One unit that answers, even with an exception, is enough: a gateway is not down because one meter is. */
async function probe(client: ModbusClient, groups: readonly Group[]): Promise<void> {
  const first = new Map(groups.flatMap(({ blocks }) => blocks).map((block) => [block.unit, block]));
  let silence: unknown;
  for (const { unit, table, from } of first.values()) {
    try {
      await client.read({ unit, table, from, count: 1 });
      return;
    } catch (error) {
      if (error instanceof ModbusException) return;
      silence = error;
    }
  }
  if (silence !== undefined) throw silence;
}

class ModbusSession implements SourceSession {
  readonly #client: ModbusClient;
  readonly #groups: Group[];
  /** Units whose SunSpec map is still to be walked. */
  #unwalked: ReadonlySet<number>;
  #walkAtMs = performance.now() + WALK_AGAIN_MS;
  readonly #config: ModbusConfig;
  readonly #context: Context;
  readonly #handover = new Handover();
  readonly #inexact: InexactNumbers;
  /** By unit. */
  readonly #links: ReadonlyMap<number, ReadonlySet<LinkRef>>;
  /** Unanswered requests in a row, by unit. */
  readonly #silent = new Map<number, number>();
  readonly #refused = new Set<string>();
  readonly #flags: number;

  constructor(
    client: ModbusClient,
    groups: Group[],
    { config, context, silent }: { config: ModbusConfig; context: Context; silent: ReadonlySet<number> },
  ) {
    this.#client = client;
    this.#groups = groups;
    this.#unwalked = silent;
    const links = new Map<number, Set<LinkRef>>();
    for (const { address, tag } of context.bound)
      links.set(address.unit, (links.get(address.unit) ?? new Set()).add(tag.link));
    this.#links = links;
    this.#config = config;
    this.#context = context;
    this.#inexact = new InexactNumbers(context);
    this.#flags = context.simulated === true ? SampleFlag.simulated : 0;
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    for (const unit of this.#unwalked) this.#lost(unit);
    const polled = {
      groups: this.#groups,
      read: (group: Group) => this.#readGroup(group, inlet, signal),
      turn: () => this.#walkAgain(),
    };
    await closingOn(signal, { close: () => this.#client.close(), work: () => poll(polled, signal) });
  }

  /** A unit may have been off when the session began. */
  async #walkAgain(): Promise<void> {
    if (this.#unwalked.size === 0 || performance.now() < this.#walkAtMs) return;
    const { items, silent } = await itemsOf(this.#context, this.#client, {
      config: this.#config,
      only: this.#unwalked,
    });
    this.#groups.push(...planOf(items, this.#config));
    this.#unwalked = silent;
    this.#walkAtMs = performance.now() + WALK_AGAIN_MS;
  }

  async #readGroup(group: Group, inlet: Inlet, signal: AbortSignal): Promise<void> {
    for (const block of [...group.blocks]) {
      try {
        const bytes = await this.#client.read(block);
        if (signal.aborted) return;
        this.#heard(block);
        this.#decode(block, bytes);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ModbusException) this.#refuse(group, block, error);
        else this.#missed(block, error);
      }
    }
    this.#handover.give(inlet);
  }

  #decode({ table, from, items }: Block, bytes: Buffer): void {
    const time = Date.now() * 1000;
    this.#context.counters.received += items.length;
    for (const item of items) {
      const { tag, register, words } = item;
      const at = 2 * (register - from);
      const digits = isBitTable(table) ? undefined : digitsAt(bytes, at, item);
      if (tag.type === "text") {
        this.#handover.samples.addText(
          tag.ref,
          time,
          digits ?? textAt(bytes, at, words, item.order),
          Status.good,
          this.#flags,
        );
        continue;
      }
      const raw = isBitTable(table) ? bitAt(bytes, register - from) : numberAt(bytes, at, item);
      const value = isBitTable(table) ? raw : this.#scaled(item, raw);
      // NaN is SunSpec's "not implemented"; infinities come from floats only.
      const status = statusOf(value);
      const finalStatus =
        digits === undefined || Number.isNaN(raw)
          ? status
          : this.#inexact.statusOf(tag.ref, raw, { status, digits: () => digits });
      this.#handover.samples.add(tag.ref, time, value, finalStatus, this.#flags);
    }
  }

  #scaled({ binding, factor }: Item, raw: number): number {
    return binding.type === "bool" ? raw : raw * factor + (binding.offset ?? 0);
  }

  /** Halves a refused block until the missing register is isolated; that one is Bad. */
  #refuse(group: Group, block: Block, error: ModbusException): void {
    this.#heard(block);
    if (block.items.length > 1) {
      group.blocks = group.blocks.flatMap((one) => (one === block ? halvesOf(block) : [one]));
      return;
    }
    const [item] = block.items as readonly [Item];
    count(this.#context.counters, "refused");
    this.#handover.samples.add(item.tag.ref, Date.now() * 1000, Number.NaN, Status.notReadable, this.#flags);
    const where = `unit ${block.unit} ${block.table} ${block.from}`;
    if (this.#refused.has(where)) return;
    this.#refused.add(where);
    this.#context.log.warn({ register: where, reason: error.message }, "the device refuses a register");
  }

  #missed(block: Block, error: unknown): void {
    const { host, port } = this.#config;
    count(this.#context.counters, "unanswered");
    if (!(error instanceof NoAnswer) || !this.#client.isOpen)
      throw new EdgeError("link-lost", `Modbus at ${host}:${port} closed the connection`, { cause: error });
    const silent = (this.#silent.get(block.unit) ?? 0) + 1;
    this.#silent.set(block.unit, silent);
    if (silent === SILENT_AFTER) this.#lost(block.unit);
    const units = new Set(this.#groups.flatMap(({ blocks }) => blocks.map(({ unit }) => unit)));
    if ([...units].every((unit) => (this.#silent.get(unit) ?? 0) >= SILENT_AFTER))
      throw new EdgeError("link-lost", `Modbus at ${host}:${port}: no unit answers any more`, { cause: error });
  }

  #heard({ unit }: Block): void {
    this.#silent.set(unit, 0);
    for (const link of this.#links.get(unit) ?? []) this.#context.links.heard(link);
  }

  #lost(unit: number): void {
    for (const link of this.#links.get(unit) ?? []) this.#context.links.lost(link, `unit ${unit} does not answer`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
  }
}

function bitAt(bytes: Buffer, at: number): number {
  return ((bytes[at >> 3] as number) >> (at & 7)) & 1;
}

function isBitTable(table: Block["table"]): boolean {
  return table === "coil" || table === "discrete";
}
