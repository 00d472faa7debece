import type { Logger } from "pino";
import { gapEvent } from "../batch/gap-event.ts";
import type { EdgeEvent, GapRecord } from "../contracts/path/event-batch.ts";
import type { LossAuditCounts } from "../contracts/path/loss-audit.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition, Receipt } from "../contracts/path/source.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { TagRef, TagTable } from "../contracts/plant/tag.ts";
import { AuditMemory } from "./audit-memory.ts";
import { AuditedInlet } from "./audited-inlet.ts";
import { EarlierRuns } from "./earlier-runs.ts";
import { gapsOf, joined, type Loss, lossFields, MOST_NAMED, moved } from "./loss.ts";
import { Receipts } from "./receipts.ts";

const FIRST_REFS = 4096;
/** Seconds that a loss may wait for the gap that declares it: a full log declares its losses once it has room. */
const DECLARED_WITHIN_S = 15;
/** Gaps of the log that are remembered. */
const MOST_GAPS = 256;
/** A loss that waits for a gap of the log. */
interface OpenLoss {
  readonly loss: Loss;
  readonly seconds: number;
}

/** Content of one commit, and where each part ends in the log. */
interface Committed {
  readonly batches: readonly SampleBatch[];
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
  readonly position: LogPosition;
  readonly ends: { readonly batches: readonly LogPosition[]; readonly waveforms: readonly LogPosition[] };
}

export interface LossAuditParts {
  readonly tags: Pick<TagTable, "at">;
  /** The log, for gaps that nothing else declared. While it cannot write, no loss is overdue. */
  readonly log: Pick<Inlet, "pushEvents" | "full"> & { readonly problem: unknown };
  readonly logger: Logger;
  /** Samples about people go to the log like all others. */
  readonly isPersonalStored: boolean;
  /** File of the accounts over restarts. */
  readonly path: string;
  now(): Micros;
}

/**
 * Compares, tag by tag, what each source counted at its decoder with what the log has on disk at the same place:
 *
 *   decoder ── batches ──▶ inlet ──▶ log ── fdatasync ──▶ committed: counted by tag
 *      └───── receipt, at a place in the log ───────────────────▶ compared at that place
 *
 * Receipts and samples keep one order, so that the comparison is exact: late, repeated or restarted data never looks
 * like a loss.
 */
export class LossAudit {
  readonly #parts: LossAuditParts;
  /** Committed samples by ref, since the last receipt of their source. */
  #logged = new Uint32Array(FIRST_REFS);
  readonly #refs = new Map<string, Uint32Array>();
  readonly #numbers = new Map<string, ReadonlyMap<string, number>>();
  readonly #receipts = new Receipts();
  /** Losses that the log declared for each source, minus those that the audit found missing. */
  #gaps: { readonly source: string; left: number }[] = [];
  readonly #open = new Map<string, OpenLoss>();
  #counts = { checked: 0, missing: 0, declared: 0 };
  readonly #memory: AuditMemory;
  readonly #earlier: EarlierRuns;
  /** Gaps on their way to the disk, by source. */
  readonly #declaring = new Map<string, { readonly loss: Loss; readonly position: LogPosition }>();

  constructor(parts: LossAuditParts) {
    this.#parts = parts;
    this.#memory = new AuditMemory(parts.path);
    const accounts = this.#memory.accounts();
    this.#earlier = new EarlierRuns(accounts);
    for (const [source, { loss }] of accounts) if (loss !== undefined) this.#open.set(source, { loss, seconds: 0 });
  }

  get counts(): LossAuditCounts {
    return this.#counts;
  }

  /** The inlet of a source with these tags. */
  inlet(source: string, refs: Iterable<TagRef>, inlet: Inlet): AuditedInlet {
    this.#refs.set(source, Uint32Array.from(refs));
    return new AuditedInlet(inlet, {
      take: (position, receipt) => this.#receipts.add(source, position, receipt),
      met: (peers) => this.#meet(source, peers),
    });
  }

  /** Counts the data on disk. Called with every commit, in order. */
  committed({ batches, events, waveforms, position, ends }: Committed): void {
    for (const { type, payload } of events)
      if (type === "gap.declared") this.#remember(payload as unknown as GapRecord);
    let wave = 0;
    for (const [i, batch] of batches.entries()) {
      const end = ends.batches[i] as LogPosition;
      while (wave < waveforms.length && (ends.waveforms[wave] as LogPosition) < end)
        this.#countWaveform(waveforms[wave] as WaveformBlock, ends.waveforms[wave++] as LogPosition);
      this.#settle(end - batch.length);
      this.#count(batch);
    }
    for (; wave < waveforms.length; wave++)
      this.#countWaveform(waveforms[wave] as WaveformBlock, ends.waveforms[wave] as LogPosition);
    this.#settle(position);
    for (const [source, declaring] of this.#declaring)
      if (declaring.position <= position) this.#declaring.delete(source);
  }

  /** Once a second. Declares losses that nothing else declared, and returns them. */
  tick(): readonly Loss[] {
    const late = this.#overdue();
    this.#noteOwed();
    this.#memory.save();
    return late;
  }

  /** Writes the accounts for the next start. Call it once the log is closed. Throws EdgeError `disk`. */
  close(): Promise<void> {
    this.#noteOwed();
    return this.#memory.close();
  }

  /** Includes sources that the config no longer has: an earlier run may have left a loss of such a source. */
  #noteOwed(): void {
    for (const source of this.#memory.sources())
      this.#memory.owes(source, this.#open.get(source)?.loss ?? this.#declaring.get(source)?.loss);
  }

  #overdue(): readonly Loss[] {
    if (this.#open.size === 0 || this.#parts.log.full || this.#parts.log.problem !== undefined) return [];
    const late: Loss[] = [];
    for (const [source, { loss, seconds }] of this.#open) {
      const left = this.#lessDeclared(loss);
      if (left.lost > 0 && seconds < DECLARED_WITHIN_S) this.#open.set(source, { loss: left, seconds: seconds + 1 });
      else this.#open.delete(source);
      if (left.lost > 0 && seconds >= DECLARED_WITHIN_S) late.push(left);
    }
    for (const loss of late) this.#declare(loss);
    return late;
  }

  #count({ length, tags }: SampleBatch): void {
    let logged = this.#logged;
    for (let i = 0; i < length; i++) {
      const ref = tags[i] as number;
      if (ref >= logged.length) {
        this.#makeRoom(ref);
        logged = this.#logged;
      }
      logged[ref] = (logged[ref] as number) + 1;
    }
  }

  #countOne(ref: number): void {
    if (ref >= this.#logged.length) this.#makeRoom(ref);
    this.#logged[ref] = (this.#logged[ref] as number) + 1;
  }

  #makeRoom(ref: number): void {
    const logged = new Uint32Array(Math.max(ref + 1, this.#logged.length * 2));
    logged.set(this.#logged);
    this.#logged = logged;
  }

  #countWaveform({ tag }: WaveformBlock, end: LogPosition): void {
    this.#settle(end - 1);
    this.#countOne(tag);
  }

  #settle(position: LogPosition): void {
    this.#receipts.due(position, (source, receipt) => {
      if (receipt !== undefined) this.#compare(source, receipt);
      for (const ref of this.#refs.get(source) ?? []) if (ref < this.#logged.length) this.#logged[ref] = 0;
      if (receipt === undefined) this.#numbers.delete(source);
    });
  }

  #compare(source: string, { refs, counts, from, to, numbers }: Receipt): void {
    const tags = new Map<string, number>();
    let lost = 0;
    let isOfMore = false;
    for (let i = 0; i < refs.length; i++) {
      const ref = refs[i] as TagRef;
      const counted = counts[i] as number;
      this.#counts.checked += counted;
      const missing = counted - (this.#logged[ref] ?? 0);
      if (missing <= 0 || !this.#isStored(ref)) continue;
      lost += missing;
      if (tags.size < MOST_NAMED) tags.set(this.#parts.tags.at(ref)?.tagUid ?? String(ref), missing);
      else isOfMore = true;
    }
    const before = this.#numbers.get(source);
    this.#numbers.set(source, numbers);
    this.#memory.compared(source, { to, now: this.#parts.now() }, numbers);
    if (lost > 0) this.#note({ source, lost, tags, isOfMore, from, to, numbers: moved(before, numbers) });
  }

  #isStored(ref: TagRef): boolean {
    return this.#parts.isPersonalStored || this.#parts.tags.at(ref)?.class !== "personal";
  }

  #note(loss: Loss): void {
    const left = this.#lessDeclared(loss);
    if (left.lost === 0) return;
    const open = this.#open.get(loss.source);
    this.#open.set(
      loss.source,
      open === undefined ? { loss: left, seconds: 0 } : { ...open, loss: joined(open.loss, left) },
    );
  }

  /** Only gaps of the log excuse a loss: data that a link or server lost never reached the decoder. */
  #remember({ source, reason, lost = 0 }: GapRecord): void {
    if (reason !== "buffer_full" || lost === 0) return;
    if (this.#gaps.length >= MOST_GAPS) this.#gaps.shift();
    this.#gaps.push({ source, left: lost });
  }

  #lessDeclared(loss: Loss): Loss {
    let { lost } = loss;
    for (const gap of this.#gaps) {
      if (gap.source !== loss.source) continue;
      const part = Math.min(gap.left, lost);
      gap.left -= part;
      lost -= part;
    }
    this.#counts.declared += loss.lost - lost;
    this.#gaps = this.#gaps.filter(({ left }) => left > 0);
    return lost === loss.lost ? loss : { ...loss, lost };
  }

  #declare(loss: Loss): void {
    this.#counts.missing += loss.lost;
    this.#parts.logger.error(
      lossFields(loss),
      "samples that a source read are not in the commit log: declared as a gap",
    );
    const position = this.#parts.log.pushEvents({ events: gapsOf(loss, this.#parts.now()) });
    this.#declaring.set(loss.source, { loss, position });
  }

  /** A source that has forgotten its publishers does not declare what they sent while the edge was away. */
  #meet(source: string, met: ReadonlyMap<string, number>): void {
    const now = this.#parts.now();
    const forgotten = this.#earlier.forgotten(source, met);
    if (forgotten.length === 0) return;
    const gaps = forgotten.map(({ name, at }): GapRecord => {
      return { source: name, from: Math.min(at, now), to: now, reason: "edge_down_no_history" };
    });
    this.#parts.logger.warn(
      { source, of: gaps.slice(0, MOST_NAMED).map((gap) => gap.source) },
      "the source does not know where it ended before the edge was stopped: the time since is declared as a gap",
    );
    this.#parts.log.pushEvents({ events: gaps.map((gap) => gapEvent(gap, now)) });
  }
}
