/** The watches, contexts and component records of a plant, wired by tag. */
import type { Finding } from "../contracts/alerts/detector.ts";
import { adaptationIn, DEFAULT_LEVEL, HEALTH_ADAPTED } from "../contracts/health/adaptation.ts";
import type { ExpectedLife } from "../contracts/health/expected-life.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import { LINKS_CHANGED } from "../contracts/path/live-links.ts";
import { type Micros, qualityOf, type SampleBatch } from "../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { AssetUid, TagRef, TagTable } from "../contracts/plant/tag.ts";
import { COMPONENT_REPLACED } from "../contracts/records/work-book.ts";
import type { ComponentHealth } from "./book/component-health.ts";
import { Experience } from "./book/experience.ts";
import { isExplained, isPartOf } from "./book/explained.ts";
import { PlantLives } from "./book/plant-lives.ts";
import { KnownEvents } from "./context/known-events.ts";
import { MeasuredPieces } from "./context/measured-pieces.ts";
import type { Renewed } from "./context/renewals.ts";
import { type LinkOf, Sources } from "./context/sources.ts";
import { Peers } from "./evidence/peers.ts";
import { BurstTracking } from "./features/waveform/burst-tracking.ts";
import { measuredTags } from "./measured-tags.ts";
import { EarlierLives } from "./prognosis/earlier-lives.ts";
import { endLives, replacedIn } from "./replaced-parts.ts";
import { Routes } from "./routes.ts";
import type { StoredPart } from "./store.ts";
import type { ComponentWatch, WatchMaker } from "./watch.ts";
import { inputsOf, type OfAsset, ofAsset } from "./watches-of.ts";

/** A watch that threw an error. It is not used until the edge starts again. */
export interface BrokenWatch {
  readonly watch: string;
  readonly label: string;
  readonly error: unknown;
}

export interface PlantHealthOptions {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly makers: readonly WatchMaker[];
  /** The edge, whose events say what verdicts taught; without it none is taken. */
  readonly edgeUid?: AssetUid | undefined;
  /** Name of a tag's link; without it every source counts as heard. */
  readonly linkOf?: LinkOf | undefined;
  onBroken(broken: BrokenWatch): void;
}

/** Forms of the stored parts: of components, and of all others. */
const [FORM_OF_COMPONENT, FORM] = [3, 1];

export class PlantHealth {
  readonly #options: PlantHealthOptions;
  readonly #assets: readonly OfAsset[];
  readonly #watches: readonly ComponentWatch[];
  readonly #labels: readonly string[];
  readonly #contexts: Routes;
  readonly #samples: Routes;
  readonly #waveforms: Routes;
  readonly #broken: Uint8Array;
  /** Time of the newest sample of each tag; older ones that arrive late are not taken. */
  readonly #times: Float64Array;
  /** The newest good number of each tag, for evidence; NaN before the first. */
  readonly #values: Float64Array;
  readonly #earlier = new EarlierLives();
  readonly #experience = new Experience();
  readonly #lives = new PlantLives();
  readonly #pieces: MeasuredPieces;
  readonly #replacements = new KnownEvents();
  readonly #speeds: BurstTracking;
  readonly #sources: Sources;

  constructor(options: PlantHealthOptions) {
    this.#options = options;
    const { plant, linkOf } = options;
    const tags = measuredTags(options.tags);
    const [peers, pieces] = [new Peers(), new MeasuredPieces(plant)];
    this.#pieces = pieces;
    this.#speeds = new BurstTracking(tags.all());
    this.#sources = new Sources(tags.all(), linkOf);
    this.#values = new Float64Array(tags.size).fill(Number.NaN);
    const learnt = { earlier: this.#earlier, experience: this.#experience, lives: this.#lives };
    const known = { peers, pieces, sources: this.#sources, speeds: this.#speeds, ...learnt };
    const shared = { ...known, newest: (tag: TagRef) => this.#newest(tag) };
    this.#assets = plant.assets
      .filter(({ assetUid }) => tags.ofAsset(assetUid).length > 0)
      .map((asset) => ofAsset(asset, shared, { ...options, tags }));
    this.#watches = this.#assets.flatMap(({ watches }) => watches);
    this.#labels = this.#assets.flatMap(({ asset, watches }) => watches.map(() => asset.label));
    this.#contexts = new Routes(
      this.#assets.flatMap(({ context, renewals }) => [context, renewals]),
      tags.size,
    );
    this.#samples = new Routes(this.#watches, tags.size);
    this.#waveforms = new Routes(
      this.#watches.map(({ waveforms = [] }) => ({ inputs: waveforms })),
      tags.size,
    );
    this.#broken = new Uint8Array(this.#watches.length);
    this.#times = new Float64Array(tags.size).fill(Number.NEGATIVE_INFINITY);
  }

  /** Tags that a watch, context or record reads. */
  get tags(): readonly TagRef[] {
    const ofAssets = this.#assets.flatMap(({ context, renewals, lives }) => [context, renewals, lives]);
    const routed = [...ofAssets, ...this.#watches, this.#speeds];
    return [...new Set(routed.flatMap(({ inputs }) => inputs))];
  }

  /** Types of events that a watch, context or record reads. */
  get events(): readonly string[] {
    const ofAssets = this.#assets.flatMap(({ renewals }) => renewals.events);
    return [...new Set([COMPONENT_REPLACED, HEALTH_ADAPTED, LINKS_CHANGED, ...this.#pieces.events, ...ofAssets])];
  }

  get components(): readonly ComponentHealth[] {
    return this.#assets.flatMap(({ components }) => components);
  }

  /** Of each component whose maker expects a life. */
  get expectedLives(): readonly ExpectedLife[] {
    return this.#assets.flatMap(({ lives }) => lives.expected);
  }

  expectedLifeAt(assetUid: AssetUid, component: string): ExpectedLife | undefined {
    return this.#assets.find(({ asset }) => asset.assetUid === assetUid)?.lives.expectedAt(component);
  }

  observe(batch: SampleBatch): void {
    const { length, tags, times, values, statuses } = batch;
    for (let row = 0; row < length; row++) {
      const ref = tags[row] as number;
      const time = times[row] as number;
      if (ref >= this.#times.length || time <= (this.#times[ref] as number)) continue;
      this.#times[ref] = time;
      const value = values[row] as number;
      const status = statuses[row] as number;
      const isGood = status >>> 30 === 0;
      this.#context(batch, row);
      if (isGood && Number.isFinite(value)) {
        this.#values[ref] = value;
        this.#speeds.sample(ref as TagRef, time, value);
        this.#sample(ref, time, value);
      } else if (qualityOf(status) === "bad") this.#lost(ref, time);
    }
  }

  waveform(block: WaveformBlock): void {
    if (block.tag >= this.#times.length || block.points.length === 0 || block.status >>> 30 !== 0) return;
    const { starts, receivers } = this.#waveforms;
    for (let at = starts[block.tag] as number; at < (starts[block.tag + 1] as number); at++) {
      const receiver = receivers[at] as number;
      if (this.#broken[receiver] === 1) continue;
      try {
        this.#watches[receiver]?.waveform?.(block);
      } catch (error) {
        this.#break(receiver, error);
      }
    }
  }

  /** An event: a component was replaced, verdicts were learned, or a piece was reported. */
  take(event: EdgeEvent): void {
    const { eventUid, type, assetUid, time } = event;
    if (type === COMPONENT_REPLACED && !this.#replacements.isNew(eventUid)) return;
    const adaptation = adaptationIn(event, this.#options.edgeUid);
    if (adaptation !== undefined) this.#experience.take(adaptation);
    for (const { asset, renewals } of this.#assets) {
      if (asset.assetUid !== assetUid) continue;
      if (type === COMPONENT_REPLACED) renewals.replaced(replacedIn(event));
      else renewals.event(type, time);
    }
    for (const taker of [this.#pieces, this.#sources]) taker.take(event);
  }

  /** Call it when log time enters this second. Returns the findings to report now. */
  second(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    let number = 0;
    for (const { context, renewals, components, watches, lives } of this.#assets) {
      context.second(now);
      const renewed = renewals.take();
      // The record comes before its watches, which forget what was wrong with it.
      if (renewed.length > 0) endLives(renewed, { components, lives });
      lives.second(now, { isExecuting: context.isExecuting, newest: (tag) => this.#newest(tag) });
      const moment = { now, renewed };
      for (const watch of watches) this.#secondOf(watch, number++, moment);
      for (const component of components) {
        // Weaker evidence is no finding, held or not.
        const { strength } = component;
        const isStrong = strength >= DEFAULT_LEVEL;
        const isHeld = isStrong && (context.isMaintained || isExplained(component, components));
        const finding = component.tick(now, isHeld, strength);
        if (finding !== undefined) findings.push(finding);
      }
    }
    return findings;
  }

  #secondOf(
    watch: ComponentWatch,
    receiver: number,
    { now, renewed }: { readonly now: Micros; readonly renewed: readonly Renewed[] },
  ): void {
    if (this.#broken[receiver] === 1) return;
    try {
      for (const { component, at } of renewed) if (isPartOf(watch.component, component)) watch.renewed(at);
      watch.second?.(now);
    } catch (error) {
      this.#break(receiver, error);
    }
  }

  /** Everything that has a state to be stored. */
  *parts(): Generator<StoredPart> {
    for (const [key, column] of [
      ["times", this.#times],
      ["values", this.#values],
    ] as const)
      yield { key, form: 1, part: { snapshot: () => column, restore: (stored: Float64Array) => column.set(stored) } };
    yield { key: "earlier lives", form: FORM, part: this.#earlier };
    yield { key: "ended uses", form: FORM, part: this.#lives };
    yield { key: "experience", form: FORM, part: this.#experience };
    // Before the watches, which ask for what it knows.
    yield { key: "measured pieces", form: FORM, part: this.#pieces };
    yield { key: "shaft speeds", form: FORM, part: this.#speeds };
    yield { key: "sources", form: FORM, part: this.#sources };
    yield { key: "replacements", form: FORM, part: this.#replacements };
    for (const { asset, context, renewals, components, watches, lives } of this.#assets) {
      const { assetUid } = asset;
      yield { key: `use ${assetUid}`, form: FORM, part: lives };
      yield { key: `context ${assetUid}`, form: FORM, part: context };
      const { learned } = context;
      if (learned !== undefined)
        yield { key: `regimes ${assetUid}`, form: FORM, inputs: learned.inputs.join(" "), part: learned };
      yield { key: `renewals ${assetUid}`, form: FORM, part: renewals };
      for (const component of components) {
        yield { key: `component ${assetUid} ${component.path}`, form: FORM_OF_COMPONENT, part: component };
        yield { key: `curve ${assetUid} ${component.path}`, form: FORM, part: component.curve };
        const { path, statistics } = component;
        yield { key: `statistics ${assetUid} ${path}`, form: FORM, part: statistics };
      }
      for (const watch of watches)
        yield { key: `watch ${assetUid} ${watch.id}`, form: watch.form, inputs: inputsOf(watch), part: watch };
    }
  }

  #newest(tag: TagRef): number | undefined {
    const value = this.#values[tag] as number;
    return Number.isNaN(value) ? undefined : value;
  }

  #context({ tags, times, values, statuses, texts }: SampleBatch, row: number): void {
    const { starts, receivers, inputs } = this.#contexts;
    const ref = tags[row] as number;
    const isGood = (statuses[row] as number) >>> 30 === 0;
    for (let at = starts[ref] as number; at < (starts[ref + 1] as number); at++) {
      const receiver = receivers[at] as number;
      const { context, renewals } = this.#assets[receiver >> 1] as OfAsset;
      const input = inputs[at] as number;
      const text = texts.size === 0 ? undefined : texts.get(row);
      if (text !== undefined) context.text(input, text);
      else if (isGood && receiver % 2 === 1) renewals.sample(input, times[row] as number, values[row] as number);
      else if (isGood) context.sample(input, values[row] as number);
    }
  }

  #sample(ref: number, time: Micros, value: number): void {
    const { starts, receivers, inputs } = this.#samples;
    for (let at = starts[ref] as number; at < (starts[ref + 1] as number); at++) {
      const receiver = receivers[at] as number;
      if (this.#broken[receiver] === 1) continue;
      try {
        (this.#watches[receiver] as ComponentWatch).sample(inputs[at] as number, time, value);
      } catch (error) {
        this.#break(receiver, error);
      }
    }
  }

  #lost(ref: number, time: Micros): void {
    const { starts, receivers, inputs } = this.#samples;
    for (let at = starts[ref] as number; at < (starts[ref + 1] as number); at++) {
      const receiver = receivers[at] as number;
      if (this.#broken[receiver] === 1) continue;
      try {
        this.#watches[receiver]?.lost?.(inputs[at] as number, time);
      } catch (error) {
        this.#break(receiver, error);
      }
    }
  }

  #break(receiver: number, error: unknown): void {
    this.#broken[receiver] = 1;
    const watch = this.#watches[receiver] as ComponentWatch;
    watch.strengths.fill(0);
    for (const { statistics } of this.components) statistics.forget(watch);
    this.#options.onBroken({ watch: watch.id, label: this.#labels[receiver] as string, error });
  }
}
