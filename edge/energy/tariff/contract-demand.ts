/** The demand of a contract with its billed meters, and the alert where it is forecast above the agreed limit. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { DemandView, ShiftableLoad } from "../../contracts/production/load.ts";
import type { Contract, DemandConfig } from "./config.ts";
import type { DemandWatch, EndedWindow } from "./demand-watch.ts";
import type { LoadMeter } from "./load-meter.ts";

const MINUTE_US = 60e6;
const SEVERITY = 500;
/** Loads that a warning names, the largest first. */
const MOST_NAMED = 5;

export interface ContractDemandParts {
  readonly contract: Contract;
  readonly demand: DemandConfig;
  readonly watch: DemandWatch;
  readonly meters: readonly LoadMeter[];
  /** Count of the meters at the end of the last minute; NaN where not known. */
  readonly counted: number;
}

export class ContractDemand {
  readonly contract: Contract;
  readonly watch: DemandWatch;
  readonly #demand: DemandConfig;
  readonly #meters: readonly LoadMeter[];
  #counted: number;
  #wasWarning: boolean;

  constructor({ contract, demand, watch, meters, counted }: ContractDemandParts) {
    this.contract = contract;
    this.watch = watch;
    this.#demand = demand;
    this.#meters = meters;
    this.#counted = counted;
    this.#wasWarning = watch.isWarning;
  }

  get counted(): number {
    return this.#counted;
  }

  /** A minute has ended. Returns its mean power, and the window that ended with it. */
  minute(to: Micros): { readonly kW: number; readonly window: EndedWindow | undefined } {
    const count = this.#meters.reduce((sum, meter) => sum + meter.countAt(to), 0);
    const kW = (count - this.#counted) * (3600e6 / MINUTE_US);
    this.#counted = this.#meters.length === 0 ? Number.NaN : count;
    return { kW, window: this.watch.minute(to, kW) };
  }

  /** The alert, each minute while it stands and once when it ends. */
  findings(now: Micros, shiftable: readonly ShiftableLoad[]): readonly Finding[] {
    const { isWarning } = this.watch;
    const was = this.#wasWarning;
    this.#wasWarning = isWarning;
    const [first] = this.#meters;
    if (first === undefined || !(isWarning || was)) return [];
    const { id, name } = this.contract;
    return [
      {
        rule: `tariffs/${id}/demand`,
        assetUid: first.point.asset.assetUid,
        kind: "process",
        standing: isWarning,
        at: now,
        severity: SEVERITY,
        message: {
          zh: `${name.zh}：本需量窗口预测将超过约定需量`,
          en: `${name.en}: the running demand window is forecast above the agreed limit`,
        },
        evidence: isWarning ? this.#evidence(first, shiftable) : [],
      },
    ];
  }

  view({
    price,
    accuracy,
    shiftable,
  }: Pick<DemandView, "price" | "accuracy"> & { readonly shiftable: readonly ShiftableLoad[] }):
    | DemandView
    | undefined {
    const window = this.watch.window();
    if (window === undefined) return undefined;
    const { id, name } = this.contract;
    const { windowMin, kind, limitKw } = this.#demand;
    return {
      contract: id,
      name,
      windowMin,
      kind,
      ...window,
      limitKw: limitKw ?? null,
      monthPeak: this.watch.monthPeak,
      canShift: shiftable,
      price,
      accuracy,
    };
  }

  #evidence({ point }: LoadMeter, shiftable: readonly ShiftableLoad[]): Finding["evidence"] {
    const window = this.watch.window();
    const tag = point.rate ?? point.counter;
    const { limitKw } = this.#demand;
    if (window?.forecast == null || tag === undefined || limitKw === undefined) return [];
    const { kW, low, high } = window.forecast;
    const loads = shiftable.slice(0, MOST_NAMED).map((one) => `${one.label} ${one.kW.toFixed(1)} kW`);
    const none = { zh: "没有可推迟的负荷在运行", en: "no load that could wait is running" };
    const named = { zh: `可推迟：${loads.join("、")}`, en: `can wait: ${loads.join(", ")}` };
    const over = (kW - limitKw).toFixed(1);
    const range = `${low.toFixed(0)}–${high.toFixed(0)} kW`;
    const { zh, en } = loads.length === 0 ? none : named;
    return [
      {
        tag: tag.ref,
        detector: "demand",
        watch: this.contract.id,
        from: window.from,
        to: window.to,
        quality: "good",
        limit: limitKw,
        statistic: {
          name: { zh: "窗口平均功率预测", en: "Forecast mean power of the window" },
          meaning: {
            zh: "窗口内已发生的平均功率与剩余时间预测之和，电费按它计",
            en: "Power so far and its forecast for the rest of the window: the figure that is billed",
          },
          value: kW,
          unit: "kW",
        },
        usual: { low, high },
        why: {
          zh: `预测 ${kW.toFixed(0)} kW（90% 区间 ${range}），超出 ${over} kW；${zh}`,
          en: `${kW.toFixed(0)} kW are forecast (90 % interval ${range}), ${over} kW too many; ${en}`,
        },
      },
    ];
  }
}
