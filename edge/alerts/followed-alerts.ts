/**
 * Alerts by the changes in a log that somebody else writes: of a recording, or of a site at its hub (rule HS8). What
 * people do to them is decided at the edge alone.
 */
import { type AlarmFigures, alarmFigures } from "../contracts/alerts/alarm-figures.ts";
import type { AlertBook, AlertView } from "../contracts/alerts/alert.ts";
import { upgradedView } from "../contracts/alerts/alert-upgrade.ts";
import type { EdgeError } from "../contracts/errors.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import { ALERT_CHANGED } from "../contracts/path/replay.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { Annunciations } from "./annunciations.ts";

/** Closed alerts that are remembered; of more the oldest go. */
export const MOST_ALERTS = 10_000;

interface Known {
  readonly alert: AlertView;
  readonly time: Micros;
}

type Listener = (alert: AlertView, at: Micros) => unknown;

export interface FollowedAlertsOptions {
  /** All changes since then are known. */
  readonly knownFrom: Micros;
  /** Why nobody can act on an alert here, or ask for figures of a time that is not known whole. */
  refusal(): EdgeError;
}

export class FollowedAlerts implements AlertBook {
  readonly #alerts = new Map<string, Known>();
  readonly #annunciations = new Annunciations();
  readonly #listeners = new Set<Listener>();
  readonly #options: FollowedAlertsOptions;
  #version = 1;
  #standing: readonly AlertView[] | undefined;

  /**
   * @param standing of the keyframe
   * @param changes newest ones before it, oldest first
   */
  constructor(standing: readonly AlertView[], changes: readonly EdgeEvent[], options: FollowedAlertsOptions) {
    this.#options = options;
    for (const alert of standing.toReversed()) this.#put(alert, Number.NEGATIVE_INFINITY);
    for (const change of changes) this.take(change);
  }

  get version(): number {
    return this.#version;
  }

  standing(): readonly AlertView[] {
    this.#standing ??= this.#all()
      .filter(({ state }) => state !== "closed")
      .sort(newestFirst);
    return this.#standing;
  }

  history(from: Micros, to: Micros, limit: number): readonly AlertView[] {
    const raised = this.#all().filter(({ raisedAt }) => raisedAt >= from && raisedAt < to);
    return raised.sort(newestFirst).slice(0, limit);
  }

  find(alertUid: string): AlertView | undefined {
    return this.#alerts.get(alertUid)?.alert;
  }

  /** Throws the refusal for a time that is not known whole: it would count too few. */
  figures(from: Micros, to: Micros): AlarmFigures {
    if (from < this.#options.knownFrom) throw this.#options.refusal();
    return alarmFigures(this.#annunciations.within(Number.NEGATIVE_INFINITY, to), { from, to, positions: 1 });
  }

  act(): Promise<AlertView> {
    return Promise.reject(this.#options.refusal());
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** An event of the log. It may come twice, and older ones after newer ones: those change nothing. */
  take({ type, time, payload }: EdgeEvent): void {
    if (type !== ALERT_CHANGED || !isAlert(payload)) return;
    const alert = upgradedView(payload);
    const known = this.#alerts.get(alert.alertUid);
    if (known !== undefined && known.time > time) return;
    this.#put(alert, time);
    this.#annunciations.observe(alert);
    this.#version++;
    this.#standing = undefined;
    for (const listener of this.#listeners) listener(alert, time);
  }

  #put(alert: AlertView, time: Micros): void {
    this.#alerts.delete(alert.alertUid);
    this.#alerts.set(alert.alertUid, { alert, time });
    if (this.#alerts.size <= MOST_ALERTS) return;
    for (const [uid, one] of this.#alerts) {
      if (one.alert.state !== "closed" && this.#alerts.size <= 2 * MOST_ALERTS) continue;
      this.#alerts.delete(uid);
      return;
    }
  }

  #all(): AlertView[] {
    return [...this.#alerts.values()].map(({ alert }) => alert);
  }
}

function newestFirst(a: AlertView, b: AlertView): number {
  return b.raisedAt - a.raisedAt;
}

/** Payloads come from outside: what the API reads of an alert must be there. */
function isAlert(payload: Readonly<Record<string, unknown>>): boolean {
  const { alertUid, rule, assetUid, state, severity, raisedAt, message, evidence } = payload;
  const texts = (message ?? {}) as { readonly zh?: unknown; readonly en?: unknown };
  return (
    [alertUid, rule, assetUid, state, texts.zh, texts.en].every((text) => typeof text === "string") &&
    [severity, raisedAt].every(Number.isFinite) &&
    Array.isArray(evidence)
  );
}
