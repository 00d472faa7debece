import type { AlertBook } from "../../contracts/alerts/alert.ts";
import type { EdgeHealth, SourceStanding } from "../../contracts/path/health.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { KpiReader } from "../../contracts/production/kpi.ts";
import type { LiveRiskReader, LiveRiskState } from "../../contracts/safety/live-risk.ts";
import type { ClockDeps } from "../http/api.ts";
import { Dictionary, type DictionaryDeps, encodeMessage } from "./dictionary.ts";
import { framesOf } from "./frames.ts";

/** The parts whose present state the live stream sends. */
export interface LiveDeps extends DictionaryDeps, ClockDeps {
  readonly twin: TwinReader;
  readonly alerts: Pick<AlertBook, "version" | "standing">;
  readonly kpis: Pick<KpiReader, "now">;
  /** Absent where nothing is live. */
  readonly liveRisk?: LiveRiskReader;
  health(): Pick<EdgeHealth, "sources">;
}

/** More at once are not read by anybody; zones have the level of all. */
const MOST_INDICATIONS = 100;

/** The messages of one turn, encoded once for all readers. */
export class StreamMessages {
  readonly #deps: LiveDeps;
  readonly #dictionary: Dictionary;
  #alerts: { version: number; bytes: Buffer } | undefined;
  #links: Buffer | undefined;
  #liveLinks = 0;
  #sources: { version: number; bytes: Buffer } = { version: 0, bytes: Buffer.alloc(0) };
  #sourcesRead = false;
  #kpis: Buffer | undefined;
  #liveRisk: { readonly stands: boolean; readonly bytes: () => Buffer } | undefined;
  #changes = new Map<number, readonly Uint8Array[]>();

  constructor(deps: LiveDeps) {
    this.#deps = deps;
    this.#dictionary = new Dictionary(deps);
  }

  get version(): number {
    return this.#deps.twin.version;
  }

  get epoch(): number {
    return this.#deps.epoch;
  }

  get alertsVersion(): number {
    return this.#deps.alerts.version;
  }

  /** Changes when tags were added. */
  get dictionarySize(): number {
    return this.#dictionary.size;
  }

  /** Drops the messages of the last turn. */
  newTurn(): void {
    this.#changes.clear();
    this.#links = undefined;
    this.#kpis = undefined;
    this.#liveRisk = undefined;
    this.#sourcesRead = false;
  }

  /** Frames that bring a reader from `since` to now. Readers that acknowledged the same version share them. */
  frames(since: number): readonly Uint8Array[] {
    let frames = this.#changes.get(since);
    if (frames === undefined) {
      frames = framesOf(this.#deps.twin.changesSince(since));
      this.#changes.set(since, frames);
    }
    return frames;
  }

  dictionary(): Buffer {
    return this.#dictionary.bytes;
  }

  links(): Buffer {
    if (this.#links !== undefined) return this.#links;
    const { now, twin } = this.#deps;
    const links = twin.links();
    this.#liveLinks = links.reduce((count, { live }) => (live ? count + 1 : count), 0);
    this.#links = encodeMessage({ kind: "links", now: now(), links });
    return this.#links;
  }

  /** Number of live links when `links` was last built. */
  get liveLinks(): number {
    return this.#liveLinks;
  }

  /** Changes when a link was lost or is live again. */
  get linksVersion(): number {
    return this.#deps.twin.linksVersion;
  }

  /** Changes with the state of any source. */
  get sourcesVersion(): number {
    return this.#sourcesNow().version;
  }

  sources(): Buffer {
    return this.#sourcesNow().bytes;
  }

  #sourcesNow(): { readonly version: number; readonly bytes: Buffer } {
    if (this.#sourcesRead) return this.#sources;
    this.#sourcesRead = true;
    const standing = this.#deps
      .health()
      .sources.map(({ name, kind, state, since, reason }) => ({ name, kind, state, since, reason }));
    const bytes = encodeMessage({ kind: "sources", sources: standing as readonly SourceStanding[] });
    if (!bytes.equals(this.#sources.bytes)) this.#sources = { version: this.#sources.version + 1, bytes };
    return this.#sources;
  }

  alerts(): Buffer {
    const { alerts } = this.#deps;
    const version = alerts.version;
    if (this.#alerts?.version !== version)
      this.#alerts = { version, bytes: encodeMessage({ kind: "alerts", version, alerts: alerts.standing() }) };
    return this.#alerts.bytes;
  }

  /** Changes when an indication begins or ends. */
  get riskVersion(): number {
    return this.#deps.liveRisk?.version ?? 0;
  }

  /**
   * Live risk, encoded where it is sent, and whether something stands that changes by the second, which alerts do not;
   * undefined where there is nothing to judge.
   */
  liveRisk(): { readonly stands: boolean; readonly bytes: () => Buffer } | undefined {
    if (this.#liveRisk !== undefined) return this.#liveRisk;
    const risk = this.#deps.liveRisk?.state();
    if (risk === undefined || Number.isNaN(risk.at)) return undefined;
    let bytes: Buffer | undefined;
    this.#liveRisk = {
      stands: risk.indications.some(({ alertUid }) => alertUid === undefined),
      bytes() {
        bytes ??= encodeMessage({ kind: "live-risk", risk: { ...risk, indications: highest(risk.indications) } });
        return bytes;
      },
    };
    return this.#liveRisk;
  }

  kpis(): Buffer {
    this.#kpis ??= encodeMessage({ kind: "kpis", kpis: this.#deps.kpis.now() });
    return this.#kpis;
  }
}

/** The highest first, so that a flood of them stays a short message. */
function highest(indications: LiveRiskState["indications"]): LiveRiskState["indications"] {
  return indications.toSorted((a, b) => b.level - a.level).slice(0, MOST_INDICATIONS);
}
