/**
 * The log of a plant as followers get it: all samples, events and waveforms, with faults of machines, lost and wrong
 * reports of pieces, silent links, gaps, and what people say.
 */
import type { DemoPlant } from "../../../bench/production/plant-tags.ts";
import { pickSamples } from "../../../edge/batch/rows.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import { LINKS_CHANGED } from "../../../edge/contracts/path/live-links.ts";
import type { Micros, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { COMPONENT_REPLACED } from "../../../edge/contracts/records/work-book.ts";
import type { ArrivedSecond } from "../../../edge/evaluation/input/arrived.ts";
import type { PlantRun } from "../../../edge/evaluation/input/plant-run.ts";
import { StreamedInput } from "../../../edge/evaluation/input/streamed.ts";
import { TruthLines } from "../../../edge/evaluation/truth.ts";
import { arrivalOf, itemsOf } from "../../../edge/historian/follow/needed.ts";
import type { LogItem } from "../../../edge/historian/log/log-chunk.ts";
import { PlantStream } from "../../../simulators/headless/stream/plant-stream.ts";
import { readScenario } from "../../../simulators/scenario/read.ts";
import type { Scenario } from "../../../simulators/scenario/scenario.ts";
import { type Random, seeded } from "../../reliability/random.ts";

/** Batches per second. */
const BATCHES = 4;
/** Shares of reports that are lost, and of listings that lack a piece. */
const [LOST, WRONG] = [0.04, 0.3];
/** Every so many seconds a link falls silent or is live again, and a person or a source says something. */
const [LINKS_S, SAID_S] = [40, 15];

type Unplaced = LogItem extends infer Item ? (Item extends LogItem ? Omit<Item, "at"> : never) : never;

interface Recorded {
  readonly seed: number;
  readonly minutes: number;
}

/** The items with their positions, in order of arrival. The same seed gives the same log. */
export async function logOfPlant(demo: DemoPlant, { seed, minutes }: Recorded): Promise<readonly LogItem[]> {
  const scenario = hurried(readScenario("every-fault"), seed, minutes);
  const stream = new PlantStream({ scenario, seed, hours: minutes / 60, waveforms: true });
  const run = {
    head: stream.head,
    async *blocks() {
      yield* stream.blocks();
    },
  } as unknown as PlantRun;
  const { plant, tags } = demo;
  const input = new StreamedInput(run, { plant, tags, truth: new TruthLines() });
  const disturbed = new Disturbances(demo, seeded(seed), input.start);
  const items: LogItem[] = [];
  let at = 0;
  for await (const second of input.seconds())
    for (const item of disturbed.second(second)) {
      items.push({ ...item, at });
      at += itemsOf({ ...item, at });
    }
  return items;
}

/** The scenario with every fourth of its faults, which all begin within these minutes. */
function hurried(scenario: Scenario, seed: number, minutes: number): Scenario {
  const faults = scenario.faults
    .filter((_, number) => number % 4 === seed % 4)
    .map((fault, number) => ({ ...fault, atS: ((20 + 23 * number) % (50 * minutes)) + 10, overS: fault.overS / 60 }));
  return { ...scenario, faults };
}

class Disturbances {
  readonly #demo: DemoPlant;
  readonly #random: Random;
  readonly #sources: readonly string[];
  /** Tags whose values are one too high in the second third of each five minutes. */
  readonly #levels: ReadonlySet<number>;
  readonly #start: Micros;
  #said = 0;

  constructor(demo: DemoPlant, random: Random, start: Micros) {
    this.#demo = demo;
    this.#random = random;
    this.#start = start;
    this.#sources = [...new Set(demo.tags.all().map(({ source }) => source))];
    const levels = demo.tags.all().filter(({ component, signal }) => component === "stock" && signal === "pallets");
    this.#levels = new Set(levels.map(({ ref }) => ref));
  }

  second({ at, batch, events, waveforms }: ArrivedSecond): readonly Unplaced[] {
    const second = Math.round((at - this.#start) / 1e6);
    const items: Unplaced[] = [
      ...(second % LINKS_S === 1 ? [{ event: this.#links(at - 1e6 + 1, second) }] : []),
      ...(second % SAID_S === 7 ? [{ event: this.#say(at - 0.5e6, second) }] : []),
      ...this.#batches(batch, at, second),
      ...events.flatMap((event) => this.#reported({ ...event, receivedAt: at - Math.round(this.#random() * 999_000) })),
      ...waveforms.map((waveform) => ({ waveform: { ...waveform, receivedAt: at } })),
    ];
    return items.sort((one, other) => arrivalOf(one as LogItem) - arrivalOf(other as LogItem));
  }

  /** The samples of a second as they arrive, one part after the other. */
  #batches(batch: SampleBatch, at: Micros, second: number): Unplaced[] {
    const isWrong = Math.floor((second % 300) / 100) === 1;
    const values = batch.values.map((value, row) => value + Number(isWrong && this.#levels.has(batch.tags[row] ?? -1)));
    return Array.from({ length: BATCHES }, (_, part): Unplaced[] => {
      const [from, to] = [part, part + 1].map((edge) => Math.round((edge * batch.length) / BATCHES)) as [
        number,
        number,
      ];
      const rows = Uint32Array.from({ length: to - from }, (_row, row) => from + row);
      const receivedAt = at - 1e6 + Math.round(((part + 1) * 1e6) / BATCHES);
      return rows.length === 0 ? [] : [{ batch: { ...pickSamples({ ...batch, values }, rows), receivedAt } }];
    }).flat();
  }

  #reported(event: EdgeEvent): Unplaced[] {
    if (event.type === "stock.listed") {
      const { carriers, pieces, ...payload } = event.payload as { carriers: unknown[]; pieces: unknown[] };
      return [
        {
          event:
            this.#random() < WRONG ? { ...event, payload: { ...payload, carriers: carriers.slice(1), pieces } } : event,
        },
      ];
    }
    const isOfPlace = event.type.startsWith("piece.") || event.type.startsWith("pallet.");
    return isOfPlace && this.#random() < LOST ? [] : [{ event }];
  }

  #links(at: Micros, second: number): EdgeEvent {
    const isWhole = second === 1;
    const silent = this.#sources[Math.floor(this.#random() * this.#sources.length)] as string;
    const isBack = (second / LINKS_S) % 2 < 1;
    const payload = { isWhole, live: isBack ? this.#sources : [], silent: isBack ? [] : [silent] };
    return this.#event(LINKS_CHANGED, at, { schema: "links/1", payload });
  }

  /** Something that happens seldom, in turn. */
  #say(at: Micros, second: number): EdgeEvent {
    const machines = this.#demo.plant.assets.filter(({ label }) => label.startsWith("CNC-"));
    const { assetUid } = machines[this.#said % machines.length] as { readonly assetUid: AssetUid };
    const source = this.#sources[this.#said % this.#sources.length] as string;
    const [from, to] = [at - 9e6, at - 4e6];
    const said = [
      ["gap.declared", { schema: "gap/1", payload: { source, from, to, reason: "source_down_no_history" } }],
      ["events.missing", { schema: "events/1", payload: { source, lost: 2 } }],
      ["alert.changed", { assetUid, schema: "alert/1", payload: alertAt(second, at) }],
      [
        "state.reason",
        { assetUid, schema: "reason/1", payload: { stopFrom: from, reason: "R1", comment: "", by: "a" } },
      ],
      [COMPONENT_REPLACED, { assetUid, schema: "replaced/1", payload: { component: "spindle", itemUid: "" } }],
    ] as const;
    const [type, rest] = said[this.#said++ % said.length] as (typeof said)[number];
    return this.#event(type, at, rest);
  }

  #event(
    type: string,
    receivedAt: Micros,
    rest: Pick<EdgeEvent, "schema" | "payload"> & { readonly assetUid?: AssetUid },
  ): EdgeEvent {
    return { eventUid: `${type} ${receivedAt}`, type, time: receivedAt, receivedAt, ...rest };
  }
}

function alertAt(second: number, raisedAt: Micros): EdgeEvent["payload"] {
  return {
    alertUid: `alert-${second}`,
    rule: "limit",
    priority: 2,
    raisedAt,
    clearedAt: second % 2 === 0 ? null : raisedAt,
  };
}
