import type { FutureFigures, LivesTold, MachinesTold, Range, WhatIfAnswer } from "../contracts/forecast/answer.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

const TEXTS = {
  en: {
    head: (from: string, hours: number, runs: number) =>
      `Forecast from ${from}, ${hours} h ahead, ${runs} runs of each future`,
    learnt: (pieces: number, from: string) => `Learnt from ${pieces} pieces since ${from}`,
    noStates: "Failures are not foreseen: no states of machines were recorded",
    noFailures: "No machine was seen to fail, so none is foreseen to",
    failures: "Failures learnt (working hours between, hours to repair, number seen)",
    failure: (machine: string, between: string, repair: string, seen: string) =>
      `  ${machine}: ${between} / ${repair}, ${seen}`,
    ofGroup: (count: number) => `${count} of all side by side`,
    lives:
      "Ends that are foreseen (hours until then: 10, 50, 90 %; share of the runs that fail; good pieces lost, mean)",
    life: (part: string, hours: string, fails: string, lost: string) => `  ${part}: ${hours}; ${fails}; ${lost}`,
    unplayed: {
      out: "the machine is out already",
      "not-in-model": "the model has no such machine",
      "no-repair": "left out, no time to replace it is known; give it in maintenance.plans",
    },
    livesPartial: (from: string) => `  The book of predictions reaches back to ${from} only: others may be missing`,
    changed: "Times that have changed (minutes before and since; only the newer ones count)",
    changedTime: (machine: string, variant: string, minutes: string, since: string) =>
      `  ${machine}, ${variant}: ${minutes}, since ${since}`,
    out: (machines: string) => `Out at the start: ${machines}`,
    outFor: (machine: string, hours: string) => `${machine} for ${hours} h`,
    tried: (hours: string) => `Forecast and what happened, from past instants, ${hours} h each`,
    unplaced: (pieces: string) => `Left out, because material.ways has no such places: ${pieces}`,
    ofPieces: (place: string, count: number) => `${count} at ${place}`,
    range: "10 %, 50 %, 90 % of the runs; of good pieces the middle and an interval of 80 % with the model's own error",
    baseline: "as it is",
    good: "good pieces",
    wip: "pieces in the plant",
    late: "late orders",
    energy: (kWh: string, each: string) => `electricity, kWh: ${kWh} (for each good piece ${each})`,
    metered: (machines: number, without: string) =>
      `Electricity of ${machines} ${machines === 1 ? "machine" : "machines"} with a meter` +
      (without === "" ? "" : `; without: ${without}`),
    bottleneck: "bottleneck",
    share: (runs: string, busy: string) => `in ${runs} of the runs, busy ${busy}`,
    ofCrew: (crew: string) => `crew ${crew}`,
    crew: (crew: string, busy: string, hours: string) =>
      `crew ${crew}: busy ${busy} of its time on duty; machines wait for it ${hours} h`,
    drive: (pace: string, isLearnt: boolean) =>
      isLearnt
        ? `longer and shorter rides at ${pace} s for a metre, learnt from the plant's lanes`
        : `longer and shorter rides at ${pace} s for a metre, ASSUMED from the speed that vehicles declare`,
    walk: (from: string, to: string, metres: string, pace: string) =>
      `people carry pieces ${metres} m farther from ${from} to ${to}, at an ASSUMED ${pace} s for a metre`,
    difference: "difference of good pieces, run by run",
    more: (more: string, fewer: string) => `more in ${more}, fewer in ${fewer} of the runs`,
    orders: "Orders that may be late (hours after the due date; - : not finished)",
    onTime: "on time",
    none: "none",
  },
  zh: {
    head: (from: string, hours: number, runs: number) =>
      `预测起点 ${from}，向前 ${hours} 小时，每个方案运行 ${runs} 次`,
    learnt: (pieces: number, from: string) => `依据自 ${from} 以来的 ${pieces} 件工件学习`,
    noStates: "未预测故障：没有设备状态记录",
    noFailures: "未见设备故障，因此不预测故障",
    failures: "学习到的故障（故障间工作小时数、修复小时数、观测次数）",
    failure: (machine: string, between: string, repair: string, seen: string) =>
      `  ${machine}：${between} / ${repair}，${seen}`,
    ofGroup: (count: number) => `同组设备共 ${count} 次`,
    lives: "预计将失效的部件（距失效的小时数：10、50、90 % 分位；失效的运行比例；平均损失的合格件数）",
    life: (part: string, hours: string, fails: string, lost: string) => `  ${part}：${hours}；${fails}；${lost}`,
    unplayed: {
      out: "设备已停机",
      "not-in-model": "模型中没有该设备",
      "no-repair": "未计入，因为更换所需时间未知；请在 maintenance.plans 中给出",
    },
    livesPartial: (from: string) => `  预测记录簿只能追溯到 ${from}，可能有遗漏`,
    changed: "已变化的加工时间（变化前后的分钟数；只采用变化之后的）",
    changedTime: (machine: string, variant: string, minutes: string, since: string) =>
      `  ${machine}，${variant}：${minutes}，自 ${since}`,
    out: (machines: string) => `起点时停机：${machines}`,
    outFor: (machine: string, hours: string) => `${machine} 已 ${hours} 小时`,
    tried: (hours: string) => `过去时刻的预测与实际，每次 ${hours} 小时`,
    unplaced: (pieces: string) => `未计入（material.ways 中没有这些位置）：${pieces}`,
    ofPieces: (place: string, count: number) => `${place} 处 ${count} 件`,
    range: "运行结果的 10 %、50 %、90 % 分位；合格件数为中位数和包含模型自身误差的 80 % 区间",
    baseline: "现状",
    good: "合格件数",
    wip: "在制件数",
    late: "逾期订单数",
    energy: (kWh: string, each: string) => `用电量（kWh）：${kWh}（每件合格品 ${each}）`,
    metered: (machines: number, without: string) =>
      `用电量只计有电表的 ${machines} 台设备${without === "" ? "" : `；没有电表：${without}`}`,
    bottleneck: "瓶颈",
    share: (runs: string, busy: string) => `${runs} 的运行中，占用率 ${busy}`,
    ofCrew: (crew: string) => `班组 ${crew}`,
    crew: (crew: string, busy: string, hours: string) =>
      `班组 ${crew}：在岗时间占用率 ${busy}；设备等待该班组 ${hours} 小时`,
    drive: (pace: string, isLearnt: boolean) =>
      isLearnt
        ? `行驶变长或变短的部分按每米 ${pace} 秒计，由本厂路段学得`
        : `行驶变长或变短的部分按每米 ${pace} 秒计，为根据车辆标称速度所作的假设`,
    walk: (from: string, to: string, metres: string, pace: string) =>
      `从 ${from} 到 ${to} 的人工搬运距离增加 ${metres} m，按假设的每米 ${pace} 秒计`,
    difference: "合格件数之差（逐次配对）",
    more: (more: string, fewer: string) => `${more} 的运行更多，${fewer} 更少`,
    orders: "可能逾期的订单（超过交期的小时数；- 表示未完成）",
    onTime: "按期概率",
    none: "无",
  },
} as const;

/** An order that is surely on time needs no line. */
const SURELY = 0.995;

export function whatIfText(answer: WhatIfAnswer, language: keyof typeof TEXTS): string {
  const {
    at,
    learntFrom,
    pieces,
    machines,
    lives = null,
    metered = null,
    changed = [],
    unplaced,
    horizonS,
    replications,
    trials,
    futures,
  } = answer;
  const t = TEXTS[language];
  const left = Object.entries(unplaced).map(([place, count]) => t.ofPieces(place, count));
  const lines = [
    t.head(`${time(at)} UTC`, horizonS / 3600, replications),
    t.learnt(pieces, `${time(learntFrom)} UTC`),
    ...failuresOf(machines, language),
    ...livesOf(lives, language),
    ...(metered === null ? [] : [t.metered(metered.with.length, metered.without.join(", "))]),
    ...(changed.length === 0 ? [] : [t.changed]),
    ...changed.map(({ machine, variant, fromMin, toMin, since }) =>
      t.changedTime(machine, variant, `${fromMin.toFixed(2)} → ${toMin.toFixed(2)}`, `${time(since)} UTC`),
    ),
    ...(left.length === 0 ? [] : [t.unplaced(left.join(", "))]),
    ...(trials.length === 0 ? [] : [t.tried(((trials[0]?.horizonS ?? horizonS) / 3600).toFixed(1))]),
    ...trials.map((trial) => `  ${time(trial.at)}  ${whole(trial.foreseen)}  ${whole(trial.happened)}`),
    t.range,
  ];
  for (const future of futures) lines.push("", ...linesOf(future, language));
  return `${lines.join("\n")}\n`;
}

function time(micros: Micros): string {
  return new Date(micros / 1000).toISOString().slice(0, 16).replace("T", " ");
}

function livesOf(lives: LivesTold | null, language: keyof typeof TEXTS): readonly string[] {
  const t = TEXTS[language];
  if (lives === null) return [];
  const { parts, isPartial, knownFrom } = lives;
  return [
    ...(parts.length === 0 ? [] : [t.lives]),
    ...parts.map(({ machine, component, leftH, unplayed, fails, lost }) => {
      const part = component === "" ? machine : `${machine} ${component}`;
      if (unplayed !== null) return `  ${part}: ${t.unplayed[unplayed]}`;
      const hours = [leftH.low, leftH.middle, leftH.high].map((one) => one.toFixed(1)).join(" / ");
      return t.life(part, hours, percent(fails), lost === null ? "-" : lost.mean.toFixed(1));
    }),
    ...(isPartial && knownFrom !== null ? [t.livesPartial(`${time(knownFrom)} UTC`)] : []),
  ];
}

function failuresOf(machines: MachinesTold | null, language: keyof typeof TEXTS): readonly string[] {
  const t = TEXTS[language];
  if (machines === null) return [t.noStates];
  const { failures, out } = machines;
  const outNow = out.map(({ machine, forH }) => t.outFor(machine, forH.toFixed(1)));
  return [
    ...(failures.length === 0 ? [t.noFailures] : [t.failures]),
    ...failures.map(({ machine, n, isOfGroup, betweenH, repairH }) =>
      t.failure(machine, betweenH.toFixed(1), repairH.toFixed(2), isOfGroup ? t.ofGroup(n) : String(n)),
    ),
    ...(outNow.length === 0 ? [] : [t.out(outNow.join(", "))]),
  ];
}

function linesOf(
  { name, against, energy = null, moved, ...figures }: FutureFigures,
  language: keyof typeof TEXTS,
): readonly string[] {
  const t = TEXTS[language];
  const top = figures.bottlenecks[0];
  const who = top?.isCrew === true ? t.ofCrew(top.stations) : top?.stations;
  const busiest = top === undefined ? t.none : `${who} (${t.share(percent(top.share), percent(top.busy))})`;
  const risky = figures.orders.flatMap(({ onTime, ...order }) =>
    onTime === null || onTime >= SURELY ? [] : [{ ...order, onTime }],
  );
  return [
    against === null ? t.baseline : name,
    `  ${t.good}: ${three(figures.good)}`,
    `  ${t.wip}: ${three(figures.wip)}`,
    `  ${t.late}: ${three(figures.late)}`,
    ...(energy === null ? [] : [`  ${t.energy(three(energy.kWh), decimals(energy.perGood))}`]),
    `  ${t.bottleneck}: ${busiest}`,
    ...(figures.crews ?? []).map(({ crew, busy, waitedH }) => `  ${t.crew(crew, percent(busy), waitedH.toFixed(1))}`),
    ...movedOf(moved, language),
    ...(against === null
      ? []
      : [`  ${t.difference}: ${three(against.good)} (${t.more(percent(against.more), percent(against.fewer))})`]),
    ...(risky.length === 0 ? [] : [`  ${t.orders}`]),
    ...risky.map(
      ({ order, lateH, onTime }) =>
        `    ${order}: ${[lateH.low, lateH.middle, lateH.high].map(late).join(" / ")}, ${t.onTime} ${percent(onTime)}`,
    ),
  ];
}

/** What the times of transport of a moved layout rest on. */
function movedOf(moved: FutureFigures["moved"], language: keyof typeof TEXTS): readonly string[] {
  if (moved === undefined) return [];
  const t = TEXTS[language];
  const { drive, walks, walkSPerM } = moved;
  return [
    ...(drive === null ? [] : [t.drive(drive.sPerM.toFixed(2), drive.isLearnt)]),
    ...walks.map(({ from, to, metres }) => t.walk(from, to, metres.toFixed(1), walkSPerM.toFixed(1))),
  ].map((line) => `  ${line}`);
}

function late(hours: number | null): string {
  return hours === null ? "-" : hours.toFixed(1);
}

function three({ low, middle, high }: Range): string {
  return [low, middle, high].map(whole).join(" / ");
}

function decimals({ low, middle, high }: Range): string {
  return [low, middle, high].map((value) => value.toFixed(2)).join(" / ");
}

function whole(value: number): string {
  return String(Math.round(value));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
