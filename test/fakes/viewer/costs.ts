/** Costs of quality and energy, as the fake edge of the viewer answers. */

const text = (zh: string, en: string) => ({ zh, en });
type Title = ReturnType<typeof text> | null;

function row(name: string, title: Title, numbers: readonly number[]) {
  const [good = 0, scrapped = 0, scrap = 0, rework = 0, inspection = 0, cost = 0] = numbers;
  const bad = scrap + rework + inspection;
  return {
    ...{ name, title, good, scrapped, reworked: 0, inspected: 0, made: 900, scrap, rework, inspection },
    ...{ value: 0, perGood: (900 + bad) / good, qualityPerGood: bad / good, kWhPerValue: null },
    energy: { kWh: cost * 1.2966, cost, co2Kg: cost * 0.668, rework: 12, inspection: 30 },
    energyPerGood: cost / good,
    co2KgPerGood: (cost * 0.668) / good,
  };
}

export function costsAnswer(by: string): object {
  const rows =
    by === "operation"
      ? [
          row("OP60", text("视觉检测", "Vision inspection"), [1204, 19, 941.5, 0, 361.2, 310]),
          row("OP35", text("返修", "Rework"), [88, 0, 0, 410.25, 0, 12]),
          row("OP20", text("铣削", "Milling"), [1260, 3, 133.8, 0, 0, 2400]),
        ]
      : [row(`a ${by}`, null, [1180, 22, 1075.3, 410.25, 361.2, 2722])];
  return {
    ...{ isCurrent: true, currency: "CNY", untimed: 1, unrated: 0, since: null, energyMissing: null },
    rows,
    total: { ...row("", null, [1180, 22, 1075.3, 410.25, 361.2, 2722]), kWhPerValue: 0.0163 },
    energy: {
      standing: { kWh: 1800, cost: 1020, co2Kg: 690 },
      unpriced: [],
      withoutCo2: ["water"],
      closedUntil: "2026-11-24T02:20:00.000Z",
    },
  };
}

export function costPiecesAnswer(): object {
  return {
    currency: "CNY",
    pieces: Array.from({ length: 30 }, (_, at) => ({
      piece: `PC-${String(17 + at).padStart(7, "0")}`,
      variant: "PH-50A",
      order: "ORD-00017",
      finishedAt: "2026-11-24T02:10:00.000Z",
      steps: 1,
      kWh: 2.41 - at * 0.03,
      cost: 1.62 - at * 0.02,
      co2Kg: 1.24 - at * 0.015,
    })),
  };
}
