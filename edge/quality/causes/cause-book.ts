/** The book of causes: follows pieces with their circumstances, and ranks these for each class of defects. */
import type { Logger } from "pino";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Follower, FollowerMark, FollowerNeeds, FollowerOutput } from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { localTextOf } from "../../contracts/path/written-time.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { CauseView } from "../../contracts/quality/causes.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import type { CauseBookConfig } from "./book-config.ts";
import { type CauseAnswered, causeAnswers } from "./cause-answers.ts";
import { causeFinding } from "./cause-findings.ts";
import { type CauseNamer, causeNamer } from "./cause-names.ts";
import { CauseStore } from "./cause-store.ts";
import { Circumstances, type NewDefect } from "./circumstances.ts";
import { classColumns } from "./class-columns.ts";
import { CurveMemory, type CurvesState } from "./curve-memory.ts";
import { type ClassesState, DefectClasses } from "./defect-classes.ts";
import { DISPOSED, Dispositions, dispositionIn } from "./dispositions.ts";
import { announceable } from "./engine/announceable.ts";
import { rankCurrentCauses } from "./engine/ended-causes.ts";
import { totalsOf } from "./engine/groups.ts";
import { type LotOrigin, Lots, type LotsState } from "./lots.ts";
import { PieceTable } from "./piece-table.ts";
import { SignalMeans } from "./signal-means.ts";
import { signalsByStation } from "./station-signals.ts";
import { type Report, WaitingReports, type WaitingState } from "./waiting-reports.ts";

const EVENTS = [
  "piece.arrived",
  "piece.completed",
  "piece.measured",
  "pallet.arrived",
  "lot.received",
  DISPOSED,
] as const;
const MINUTE_US = 60e6;
/** Letters of a name from outside. */
const MOST_LETTERS = 200;
/** A cause stands for this time after the newest bad piece. */
const STANDS_US = 4 * 3600e6;

export interface CauseBookOptions {
  readonly config: CauseBookConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly edgeUid: AssetUid;
}

/** A cause that is out as an alert, and its asset. */
interface Announced {
  readonly cause: CauseView;
  readonly assetUid: AssetUid;
}

export class CauseBook implements Follower {
  readonly name = "causes";
  readonly needs: FollowerNeeds;
  readonly answers: CauseAnswered;
  readonly table: PieceTable;
  readonly classes: DefectClasses;
  readonly dispositions: Dispositions;
  readonly config: CauseBookConfig;
  rankings: number;
  readonly #options: CauseBookOptions;
  readonly #store: CauseStore;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #means: SignalMeans;
  readonly #curves: CurveMemory;
  readonly #lots: Lots;
  readonly #waiting: WaitingReports;
  readonly #circumstances: Circumstances;
  readonly names: CauseNamer;
  readonly #uids: ReadonlyMap<string, AssetUid>;
  readonly #areas: ReadonlyMap<string, string>;
  /** Findings that stand, by class. */
  readonly #out: Map<string, Announced>;
  #mark: FollowerMark;
  #tickedAt: Micros;

  constructor(options: CauseBookOptions) {
    const { config, plant, tags, path, log, follows } = options;
    this.#options = options;
    this.config = config;
    this.#store = new CauseStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = this.#state<number>("tickedAt") ?? Number.NaN;
    this.#read = materialReader(plant);
    this.table = new PieceTable(config.pieces);
    this.table.restore(this.#store.columns(), this.#store.rows());
    const signals = signalsByStation(config, plant.assets, tags);
    const used: readonly Tag[] = [...signals.values()].flatMap(({ during, results }) => [...during, ...results]);
    const curves = [...signals.values()].flatMap((station) => station.curves);
    this.#curves = new CurveMemory(curves, this.#state<CurvesState>("curves"));
    this.needs = { tags: used.map(({ ref }) => ref), events: EVENTS, waveforms: curves.length > 0 };
    this.#means = new SignalMeans(used);
    if (this.#state<string>("signals") === this.#means.names)
      this.#means.restore(this.#state<number>("firstBin") ?? Number.NaN, this.#store.bins());
    else this.#store.forgetBins();
    this.#lots = new Lots(this.#state<LotsState>("lots"));
    this.#waiting = new WaitingReports(this.#state<WaitingState>("waiting"));
    this.classes = new DefectClasses(this.#state<ClassesState>("classes"), this.#state<number>("refused"));
    this.dispositions = new Dispositions(this.#store.dispositions(), this.#state<number>("forgotten"));
    this.rankings = this.#state<number>("rankings") ?? 0;
    this.#out = new Map(this.#state<readonly (readonly [string, Announced])[]>("out"));
    this.#uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
    // ISA-95: enterprise/site/area/line/cell/unit.
    this.#areas = new Map(plant.assets.map(({ label, equipmentPath }) => [label, equipmentPath.split("/")[2] ?? ""]));
    const gauges = new Set(plant.assets.filter((asset) => can(asset, "inspects")).map(({ label }) => label));
    const localText = localTextOf(plant.site.timeZone);
    this.#circumstances = new Circumstances({
      table: this.table,
      means: this.#means,
      curves: this.#curves,
      operations: config.operations,
      signalsOf: (station) => signals.get(station) ?? NO_SIGNALS,
      inspects: (station) => gauges.has(station),
      hourOf: (time) => localText(time).slice(11, 13),
    });
    const operationOf = (station: string): string => this.#circumstances.operationOf(station);
    this.names = causeNamer({ config, assets: plant.assets, signals, operationOf });
    this.answers = causeAnswers(this);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  get waiting(): number {
    return this.table.waiting + this.dispositions.waiting;
  }

  areaOf(station: string): string {
    return this.#areas.get(station) ?? "";
  }

  observe(samples: SampleBatch): void {
    this.#means.observe(samples);
  }

  takeWaveform(block: WaveformBlock): void {
    if (!isLong(block.context.pieceId ?? "")) this.#curves.take(block);
  }

  take(event: EdgeEvent): void {
    if (event.type === DISPOSED) {
      const disposition = dispositionIn(event);
      if (disposition !== undefined) this.dispositions.take(disposition);
      return;
    }
    const material = this.#read(event);
    if (material === undefined) return;
    if (material.kind === "lot.received") {
      for (const [piece, lot] of this.#lots.received(material)) this.#circumstances.lot(piece, lot);
      return;
    }
    if (material.kind === "pallet.arrived") {
      this.#carried(material.carrier, material.pieces ?? [], material.time);
      return;
    }
    const isPiece = "piece" in material && "place" in material;
    if (!isPiece || isLong(material.piece) || isLong(material.place)) return;
    if (material.kind === "piece.arrived") {
      if (material.carrier !== undefined) this.#carried(material.carrier, [material.piece], material.time);
      this.#circumstances.arrived(material);
    } else if (material.kind === "piece.completed") {
      this.#waiting.add({ kind: "work", event: material });
      this.#waiting.add({ kind: "verdict", event: material });
    } else if (material.kind === "piece.measured") this.#waiting.add({ kind: "measurement", event: material });
  }

  tick(now: Micros): FollowerOutput | undefined {
    for (const report of this.#waiting.due(now)) this.#report(report);
    const isMinute = Math.floor(now / MINUTE_US) !== Math.floor(this.#tickedAt / MINUTE_US);
    this.#tickedAt = now;
    const ranked = this.#rankNext(now);
    const findings = ranked === undefined && !isMinute ? [] : this.#findings(now);
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    this.#store.write({
      columns: this.table.changedColumns(),
      rows: this.table.changedRows(),
      firstNumber: this.table.firstNumber,
      bins: this.#means.changedBins(),
      oldestBin: this.#means.oldest,
      dispositions: this.dispositions.changes(),
      state: {
        position: mark.position,
        time: mark.time,
        lots: this.#lots.state,
        waiting: this.#waiting.state,
        classes: this.classes.state,
        refused: this.classes.refused,
        rankings: this.rankings,
        tickedAt: this.#tickedAt,
        out: [...this.#out],
        signals: this.#means.names,
        curves: this.#curves.state,
        firstBin: this.#means.first,
        forgotten: this.dispositions.forgotten,
      },
    });
    this.table.written();
    this.#means.written();
    this.dispositions.written();
    this.#mark = mark;
  }

  close(): void {
    this.#store.close();
  }

  #carried(carrier: string, pieces: readonly string[], at: Micros): void {
    if (isLong(carrier) || pieces.some(isLong)) return;
    const lot: LotOrigin | undefined = this.#lots.seen(carrier, pieces.slice(0, 1000), at);
    if (lot === undefined) return;
    for (const piece of pieces) if (!this.#circumstances.isBegun(piece)) this.#circumstances.lot(piece, lot);
  }

  #report({ kind, event }: Report): void {
    if (kind === "work") this.#circumstances.worked(event);
    else if (kind === "measurement") this.#defects(this.#circumstances.measured(event), event);
    else {
      const found = this.#circumstances.judged(event);
      if (found !== undefined) this.#defects([found], event);
    }
  }

  #defects(found: readonly NewDefect[], { time, place }: { readonly time: Micros; readonly place: string }): void {
    for (const { verdict, side } of found)
      if (side !== "good")
        this.classes.found({ operation: verdict.operation, feature: verdict.name, side }, time, place);
  }

  /** One ranking at a time, so that each takes a bounded part of a second. */
  #rankNext(now: Micros): string | undefined {
    const next = this.classes.due(now);
    if (next === undefined) return undefined;
    const [key, { of, ranking }] = next;
    const { windowHours, fewestBad, pieces, alertPercent } = this.config;
    const columns = classColumns(this.table, of, { from: now - windowHours * 3600e6, to: now, most: pieces });
    if (columns === undefined || totalsOf(columns).bad < fewestBad) {
      this.classes.waits(key);
      return undefined;
    }
    this.rankings++;
    const current = rankCurrentCauses(columns, { named: ranking?.causes[0], fewestBad });
    const comparedFrom = current.firstRow === 0 ? {} : { comparedFrom: columns.times[current.firstRow] as number };
    this.classes.ranked(key, now, { ...current.ranking, ...comparedFrom }, announceable(current, alertPercent / 100));
    return key;
  }

  #findings(now: Micros): readonly Finding[] {
    const findings: Finding[] = [];
    for (const [key, { of, newestAt, place, announced }] of this.classes.all()) {
      const cause = now - newestAt > STANDS_US ? undefined : announced;
      const assetUid = cause === undefined ? undefined : this.#uidOf(cause, place);
      const before = this.#out.get(key);
      if (before !== undefined && before.assetUid !== assetUid) {
        findings.push(causeFinding({ key, of, standing: false, at: now, ...before }, this.names));
        this.#out.delete(key);
      }
      if (cause === undefined || assetUid === undefined) continue;
      findings.push(causeFinding({ key, of, standing: true, at: newestAt, cause, assetUid }, this.names));
      this.#out.set(key, { cause, assetUid });
    }
    return findings;
  }

  /** The asset that a cause names, else the station that judged, else the edge. */
  #uidOf({ candidate, level }: CauseView, place: string): AssetUid {
    const label = candidate.kind === "machine" ? level : (level.split(/[/:]/, 1)[0] ?? "");
    return this.#uids.get(label) ?? this.#uids.get(place) ?? this.#options.edgeUid;
  }

  #state<Of>(name: string): Of | undefined {
    return this.#store.state(name) as Of | undefined;
  }
}

const NO_SIGNALS = { during: [], results: [], curves: [] } as const;

function isLong(word: string): boolean {
  return word.length > MOST_LETTERS;
}
