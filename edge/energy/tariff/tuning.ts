/** Recommendations on energy that is wasted: idle machines, compressors, chillers (rules TF14 to TF17). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import type { IdleWaste, UtilityUse } from "../../contracts/production/load.ts";
import type { NewAdvice } from "../../contracts/records/advice-book.ts";

const DAY_US = 86_400e6;
const DAYS_OF_YEAR = 365;
const AUTHOR = { name: "energy", as: "program" } as const;
/** Savings that are smaller are not worth a decision. */
const LEAST_KWH_A_YEAR = 500;
const VALID_DAYS = 30;
/** A compressor takes so much less power for each bar (DOE, Improving Compressed Air System Performance: 7 %). */
const PER_BAR = { expected: 0.07, low: 0.04, high: 0.1 } as const;
/** Pressure that stays above what is needed, bar. */
const RESERVE_BAR = 0.2;
/** A chiller takes so much less power for each kelvin of warmer water; its pumps and fans take what they took. */
const PER_KELVIN = { expected: 0.02, low: 0.01, high: 0.035 } as const;
/** Share of the unloaded energy that a better sequence, a variable speed or an automatic stop saves. */
const OF_UNLOADED = { expected: 0.6, low: 0.3, high: 0.9 } as const;
/** Share of the waste that switching off saves: a warm-up takes a part of it. */
const OF_IDLE = { expected: 0.8, low: 0.5, high: 1 } as const;
const LEAST_UNLOADED_SHARE = 0.2;

type Share = { readonly expected: number; readonly low: number; readonly high: number };

interface TuningTime {
  /** The time that was judged. */
  readonly from: Micros;
  readonly to: Micros;
  readonly now: Micros;
}

export function tuningAdvice(
  { idle, utilities }: { readonly idle: readonly IdleWaste[]; readonly utilities: readonly UtilityUse[] },
  time: TuningTime,
): readonly NewAdvice[] {
  return [
    ...idle.map((waste) => idleAdvice(waste, time)),
    ...utilities.flatMap((use) =>
      use.utility === "compressor"
        ? [pressureAdvice(use, time), unloadedAdvice(use, time)]
        : [chillerAdvice(use, time)],
    ),
  ].filter((advice) => advice !== undefined);
}

function idleAdvice({ assetUid, label, hours, kWh, meanKw, power }: IdleWaste, time: TuningTime) {
  const perDay = ((hours * DAY_US) / (time.to - time.from)).toFixed(1);
  const kW = meanKw.toFixed(1);
  return advice(time, {
    rule: "energy/idle",
    assetUid,
    power,
    kWh,
    share: OF_IDLE,
    what: { zh: `${label} 无任务时关机或进入节能状态`, en: `Switch ${label} off, or to standby, when it has no work` },
    why: {
      zh: `它每天约 ${perDay} 小时不工作而平均耗电 ${kW} kW`,
      en: `It does nothing for ${perDay} h a day and draws ${kW} kW meanwhile`,
    },
  });
}

function pressureAdvice({ assetUid, label, power, loadedKWh, lowest, needed }: UtilityUse, time: TuningTime) {
  const bar = Math.floor(10 * (lowest - needed - RESERVE_BAR)) / 10;
  if (!(bar > 0)) return undefined;
  return advice(time, {
    rule: "energy/pressure-band",
    assetUid,
    power,
    kWh: loadedKWh * bar,
    share: PER_BAR,
    what: { zh: `将 ${label} 的压力带降低 ${bar} bar`, en: `Lower the pressure band of ${label} by ${bar} bar` },
    why: {
      zh: `管网压力不低于 ${lowest.toFixed(2)} bar，而只需要 ${needed} bar；每降 1 bar 约省电 7%，泄漏也减少`,
      en: `The net stays above ${lowest.toFixed(2)} bar and needs ${needed} bar; a bar takes about 7 % and feeds leaks`,
    },
  });
}

function unloadedAdvice(use: UtilityUse, time: TuningTime) {
  const { assetUid, label, power, loadedS, unloadedS, unloadedKWh } = use;
  const share = unloadedS / (loadedS + unloadedS);
  if (!(share >= LEAST_UNLOADED_SHARE)) return undefined;
  const percent = Math.round(100 * share);
  return advice(time, {
    rule: "energy/unloaded",
    assetUid,
    power,
    kWh: unloadedKWh,
    share: OF_UNLOADED,
    what: {
      zh: `减少 ${label} 的空载：调整启停顺序、缩短空载停机延时或改用变频机`,
      en: `Let ${label} run unloaded less: change the sequence, stop it sooner, or use one with variable speed`,
    },
    why: {
      zh: `它有 ${percent}% 的时间空载，仍在耗电`,
      en: `It is unloaded for ${percent} % of the time and draws power all the same`,
    },
  });
}

function chillerAdvice({ assetUid, label, power, loadedKWh, mean, needed }: UtilityUse, time: TuningTime) {
  const kelvin = Math.floor(2 * (needed - mean)) / 2;
  if (!(kelvin > 0)) return undefined;
  return advice(time, {
    rule: "energy/set-point",
    assetUid,
    power,
    kWh: loadedKWh * kelvin,
    share: PER_KELVIN,
    what: { zh: `将 ${label} 的出水设定值提高 ${kelvin} K`, en: `Raise the set-point of ${label} by ${kelvin} K` },
    why: {
      zh: `设定值为 ${mean.toFixed(1)} °C，而允许 ${needed} °C；每升高 1 K 约省电 2%`,
      en: `It is set to ${mean.toFixed(1)} °C and ${needed} °C are allowed; each kelvin takes about 2 %`,
    },
  });
}

interface Reason {
  readonly rule: string;
  readonly assetUid: IdleWaste["assetUid"];
  readonly power: TagRef | null;
  /** Energy of the judged time of which a share can be saved. */
  readonly kWh: number;
  readonly share: Share;
  readonly what: LocalizedText;
  readonly why: LocalizedText;
}

/** Undefined where less than `LEAST_KWH_A_YEAR` would be saved. */
function advice({ from, to, now }: TuningTime, reason: Reason): NewAdvice | undefined {
  const { rule, assetUid, power, kWh, share, what, why } = reason;
  const aYear = (kWh * DAYS_OF_YEAR * DAY_US) / (to - from);
  const [expected, low, high] = [aYear * share.expected, aYear * share.low, aYear * share.high].map(Math.round);
  if (!((expected ?? 0) >= LEAST_KWH_A_YEAR)) return undefined;
  return {
    rule,
    key: `${rule}/${assetUid}`,
    about: { assetUid },
    what,
    why,
    effect: { quantity: "energy", unit: "kW.h/a", expected, low, high, confidence: 0.9 } as NonNullable<
      NewAdvice["effect"]
    >,
    evidence: power === null ? [] : [{ tag: power, detector: "energy", watch: rule, from, to, quality: "good", why }],
    basis: [{ kind: "machine", uid: assetUid, from, to }],
    proposedBy: AUTHOR,
    validUntil: now + VALID_DAYS * DAY_US,
  };
}
