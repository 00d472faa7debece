/** The demand of one contract: its windows, the forecast of the running one, and the highest of the month. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Zone } from "../../contracts/plant/time-zone.ts";
import type { DemandView } from "../../contracts/production/load.ts";
import type { DemandConfig } from "./config.ts";
import { DemandForecast, type ForecastState, REMEMBERED_MIN } from "./demand-forecast.ts";

const MINUTE_US = 60e6;
/** Minutes before its end at which the forecast of a window is kept, and for which a sliding window is forecast. */
const LEAD_MIN = 10;
/** A warning ends where the forecast is below this share of the limit. */
const CLEAR_SHARE = 0.97;

/** A window that has ended, and what was forecast of it ten minutes before; null where there was no forecast. */
export interface EndedWindow {
  readonly to: Micros;
  readonly kW: number;
  readonly forecast: WindowForecast | null;
}

/** Mean power of a whole window, with its interval of 90 %. */
type WindowForecast = NonNullable<DemandView["forecast"]>;

export interface DemandState {
  readonly forecast: ForecastState;
  readonly month: string;
  readonly peak: EndedWindow | null;
  readonly isWarning: boolean;
  /** Forecasts of windows that have not ended, by their ends. */
  readonly pending: readonly (readonly [to: Micros, forecast: WindowForecast])[];
}

type Window = Pick<DemandView, "from" | "to" | "soFarKw" | "minutes" | "forecast">;

export class DemandWatch {
  readonly #config: DemandConfig;
  readonly #zone: Zone;
  readonly #forecast: DemandForecast;
  /** Mean power of the last minutes, newest last, kW; NaN where not known. */
  readonly #minutes: number[];
  /** End of the newest minute. */
  #now: Micros;
  #month: string;
  #peak: EndedWindow | null;
  #isWarning: boolean;
  readonly #pending: Map<Micros, WindowForecast>;

  /** `minutes`: the remembered ones before `now`, newest last. */
  constructor(
    config: DemandConfig,
    timeZone: string,
    {
      now,
      minutes,
      state,
    }: { readonly now: Micros; readonly minutes: readonly number[]; readonly state?: DemandState },
  ) {
    this.#config = config;
    this.#zone = new Zone(timeZone);
    this.#minutes = minutes.slice(-REMEMBERED_MIN);
    this.#forecast = new DemandForecast(Math.max(LEAD_MIN, config.windowMin - 1), this.#minutes);
    if (state !== undefined) this.#forecast.restore(state.forecast);
    this.#now = now;
    this.#month = state?.month ?? "";
    this.#peak = state?.peak ?? null;
    this.#isWarning = state?.isWarning ?? false;
    this.#pending = new Map(state?.pending);
  }

  get state(): DemandState {
    const [month, peak, isWarning] = [this.#month, this.#peak, this.#isWarning];
    return { forecast: this.#forecast.snapshot(), month, peak, isWarning, pending: [...this.#pending] };
  }

  get isWarning(): boolean {
    return this.#isWarning;
  }

  get monthPeak(): EndedWindow | null {
    return this.#peak;
  }

  /** Takes the mean power of the minute that ended at `to`, NaN where not known. Returns the window that ended then. */
  minute(to: Micros, kW: number): EndedWindow | undefined {
    this.#now = to;
    this.#forecast.minute(kW);
    this.#minutes.push(kW);
    if (this.#minutes.length > this.#config.windowMin) this.#minutes.splice(0, this.#minutes.length - 60);
    const ended = this.#ended(to);
    this.#monthly(to, ended);
    const { limitKw, windowMin } = this.#config;
    const window = this.window();
    if (window?.forecast != null && windowMin - window.minutes === Math.min(LEAD_MIN, windowMin - 1))
      this.#pending.set(window.to, window.forecast);
    const expected = window?.forecast?.kW;
    if (limitKw === undefined) this.#isWarning = false;
    else if (expected !== undefined) this.#isWarning = expected > (this.#isWarning ? CLEAR_SHARE : 1) * limitKw;
    return ended;
  }

  /** The running window; undefined before the first minute. */
  window(): Window | undefined {
    if (Number.isNaN(this.#now)) return undefined;
    const { windowMin, kind } = this.#config;
    const minutes =
      kind === "sliding" ? windowMin - Math.min(LEAD_MIN, windowMin - 1) : this.#minuteOfWindow(this.#now);
    const left = windowMin - minutes;
    const past = this.#minutes.slice(this.#minutes.length - minutes);
    const sum = past.length < minutes ? Number.NaN : past.reduce((total, one) => total + one, 0);
    const next = left === 0 ? undefined : this.#forecast.forecast(left);
    const whole = (mean: number): number => (sum + left * mean) / windowMin;
    const isKnown = !Number.isNaN(sum) && next !== undefined;
    return {
      from: this.#now - minutes * MINUTE_US,
      to: this.#now + left * MINUTE_US,
      soFarKw: minutes === 0 || Number.isNaN(sum) ? null : sum / minutes,
      minutes,
      forecast: isKnown ? { kW: whole(next.expected), low: whole(next.low), high: whole(next.high) } : null,
    };
  }

  #ended(to: Micros): EndedWindow | undefined {
    const { windowMin, kind } = this.#config;
    if (kind === "fixed" && this.#minuteOfWindow(to) !== 0) return undefined;
    const forecast = this.#pending.get(to) ?? null;
    for (const end of this.#pending.keys()) if (end <= to) this.#pending.delete(end);
    const last = this.#minutes.slice(-windowMin);
    const kW = last.reduce((sum, one) => sum + one, 0) / windowMin;
    return last.length < windowMin || Number.isNaN(kW) ? undefined : { to, kW, forecast };
  }

  #monthly(to: Micros, ended: EndedWindow | undefined): void {
    // A window that ends with the month belongs to it.
    const month = new Date(this.#zone.toLocal((to - MINUTE_US) / 1000)).toISOString().slice(0, 7);
    if (month !== this.#month) this.#peak = null;
    this.#month = month;
    if (ended !== undefined && ended.kW > (this.#peak?.kW ?? Number.NEGATIVE_INFINITY)) this.#peak = ended;
  }

  /** Minutes of the running window that have passed, by the local clock. */
  #minuteOfWindow(time: Micros): number {
    return Math.floor(this.#zone.toLocal(time / 1000) / 60_000) % this.#config.windowMin;
  }
}
