import { TextDecoder } from "node:util";
import { InexactNumbers } from "../../batch/inexact-numbers.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { count, type SourceContext } from "../../contracts/path/plugin.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { Inlet, SourceSession } from "../../contracts/path/source.ts";
import type { LinkRef } from "../../contracts/plant/tag.ts";
import { closingOn, Handover, poll, Status, statusOf } from "../polling.ts";
import type { S7Address, S7Binding, S7Config } from "./config.ts";
import { digitsAt, isLong, numberAt, textAt } from "./decode.ts";
import { IsoLink } from "./iso-link.ts";
import { ITEM_GOOD, JobRefused, readAnswer, Violation } from "./pdu.ts";
import { type Block, type Group, halvesOf, type Item, itemsOf, planOf, type Request, requestsOf } from "./plan.ts";
import { isWhole, Refusals } from "./refusals.ts";

/** The controller does not have the function, such as while PUT/GET is not permitted. */
const NOT_PERMITTED = 0x8104;

type Context = SourceContext<S7Address, S7Binding>;

/** Connects and negotiates; a controller that grants a PDU size is there. */
export async function connectS7(config: S7Config, context: Context, signal: AbortSignal): Promise<SourceSession> {
  return new S7Session(await IsoLink.open(config, signal), config, context);
}

class S7Session implements SourceSession {
  readonly #link: IsoLink;
  readonly #groups: readonly Group[];
  readonly #place: string;
  readonly #context: Context;
  readonly #handover = new Handover();
  readonly #inexact: InexactNumbers;
  readonly #refusals: Refusals;
  readonly #encoding: TextDecoder;
  readonly #links: ReadonlySet<LinkRef>;
  readonly #flags: number;

  constructor(link: IsoLink, config: S7Config, context: Context) {
    this.#link = link;
    this.#groups = planOf(itemsOf(context, config), { pduSize: link.pduSize, maxGap: config.maxGap });
    this.#place = `${config.host}:${config.port}`;
    this.#context = context;
    this.#inexact = new InexactNumbers(context);
    this.#refusals = new Refusals(context);
    this.#encoding = new TextDecoder(config.encoding);
    this.#links = new Set(context.bound.map(({ tag }) => tag.link));
    this.#flags = context.simulated === true ? SampleFlag.simulated : 0;
  }

  async pump(inlet: Inlet, signal: AbortSignal): Promise<void> {
    const read = async (group: Group): Promise<void> => {
      try {
        await this.#readGroup(group, signal);
      } finally {
        // What arrived before an error counts.
        this.#handover.give(inlet);
      }
    };
    const polled = { groups: this.#groups, read, turn: () => this.#link.throwIfEnded() };
    await closingOn(signal, { close: () => this.#link.close(), work: () => poll(polled, signal) });
  }

  async #readGroup(group: Group, signal: AbortSignal): Promise<void> {
    const refused = new Map<Block, number>();
    try {
      for (const request of group.requests) {
        const answer = await this.#link.ask(request.frame);
        this.#decodeAnswer(request, answer, refused);
        for (const link of this.#links) this.#context.links.heard(link);
      }
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
    if (refused.size > 0) this.#refuse(group, refused);
  }

  #decodeAnswer(
    { parts, bytes }: Request,
    { pdu, reference }: { readonly pdu: Buffer; readonly reference: number },
    refused: Map<Block, number>,
  ): void {
    const time = Date.now() * 1000;
    const before = this.#handover.samples.length;
    try {
      readAnswer(pdu, reference, bytes, (i, code, from) => {
        const { block, offset, isLast } = parts[i] as Request["parts"][number];
        if (code !== ITEM_GOOD) refused.set(block, code);
        else pdu.copy(block.memory, offset, from, from + (bytes[i] as number));
        if (isLast && !refused.has(block)) this.#decode(block, time);
      });
    } catch (error) {
      this.#handover.samples.truncate(before);
      throw error;
    }
    this.#context.counters.received += this.#handover.samples.length - before;
  }

  #decode({ items, from, memory }: Block, time: number): void {
    for (const item of items) {
      const { tag, type, bit } = item;
      const at = item.from - from;
      if (tag.type === "text") {
        const text = textAt(memory, at, { type, chars: item.chars, encoding: this.#encoding });
        if (text === undefined) this.#handover.samples.add(tag.ref, time, Number.NaN, Status.bad, this.#flags);
        else this.#handover.samples.addText(tag.ref, time, text, Status.good, this.#flags);
        continue;
      }
      const raw = numberAt(memory, at, type, bit);
      const value = type === "bool" ? raw : raw * item.scale + item.offset;
      this.#handover.samples.add(tag.ref, time, value, this.#statusOf(item, raw, value, at, memory), this.#flags);
    }
  }

  #statusOf({ tag, type }: Item, raw: number, value: number, at: number, memory: Buffer): number {
    const status = statusOf(value);
    if (!isLong(type) || Number.isSafeInteger(raw)) return status;
    return this.#inexact.statusOf(tag.ref, raw, { status, digits: () => digitsAt(memory, at, type) });
  }

  /** The tags that the controller refuses are Bad. A block of several is halved until they are found. */
  #refuse(group: Group, refused: ReadonlyMap<Block, number>): void {
    const isSplit = ([block, code]: readonly [Block, number]): boolean => block.items.length > 1 && !isWhole(code);
    for (const [block, code] of refused) {
      if (isSplit([block, code])) continue;
      count(this.#context.counters, "refused", block.items.length);
      const time = Date.now() * 1000;
      for (const { tag } of block.items)
        this.#handover.samples.add(tag.ref, time, Number.NaN, Status.notReadable, this.#flags);
      this.#refusals.note(block, code);
    }
    if (![...refused].some(isSplit)) return;
    group.blocks = group.blocks.flatMap((block) => {
      const code = refused.get(block);
      return code !== undefined && isSplit([block, code]) ? halvesOf(block) : [block];
    });
    group.requests = requestsOf(group.blocks, this.#link.pduSize);
  }

  #fail(error: unknown): never {
    count(this.#context.counters, "broken");
    if (error instanceof JobRefused)
      throw new EdgeError(
        "link-lost",
        `the PLC at ${this.#place} ${error.status === NOT_PERMITTED ? "does not permit reading" : "refuses reading"} ` +
          `(${error.message})`,
      );
    throw error instanceof Violation ? this.#link.violated(error.message) : error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#link.close();
  }
}
