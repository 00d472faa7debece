/** The fake edge's answers about demand, load curves and idle energy. */

const QUARTER_MS = 900_000;
const NAME = { zh: "大工业电价", en: "Power contract" };
const BANDS = [
  { id: "peak", name: { zh: "高峰", en: "Peak" }, level: "peak", price: 1.08, amount: 900, cost: 972 },
  { id: "valley", name: { zh: "低谷", en: "Valley" }, level: "valley", price: 0.31, amount: 700, cost: 217 },
];

/** Undefined for other paths. */
export function loadAnswer(path: string, nowMs: number): object | undefined {
  const start = Math.floor(nowMs / QUARTER_MS) * QUARTER_MS;
  const time = (ms: number): string => new Date(ms).toISOString();
  switch (path) {
    case "/api/v1/energy/demand":
      return {
        demands: [
          {
            ...{ contract: "power", name: NAME, windowMin: 15, kind: "fixed", from: time(start) },
            ...{ to: time(start + QUARTER_MS), soFarKw: 200, minutes: 5, limitKw: 205, price: 1.08 },
            forecast: { kW: 210, low: 204, high: 216 },
            monthPeak: { kW: 214, to: time(start - QUARTER_MS) },
            canShift: [{ assetUid: "urn:fake:oven", label: "OVN-01", kW: 17 }],
            accuracy: { windows: 90, meanErrorPercent: 1.4, held: 0.9 },
          },
        ],
      };
    case "/api/v1/energy/curve":
      return {
        points: Array.from({ length: 96 }, (_, at) => ({
          start: time(start - (96 - at) * QUARTER_MS),
          kW: at === 3 ? null : 150 + (at % 10),
          band: at < 32 ? "valley" : "peak",
        })),
      };
    case "/api/v1/energy/cost":
      return {
        ...{ from: time(start - 96 * QUARTER_MS), to: time(start) },
        points: [{ label: "MTR-E-PLANT", contract: "power", bands: BANDS }],
        contracts: [{ contract: "power", meters: ["MTR-E-PLANT"] }],
      };
    case "/api/v1/energy/idle":
      return {
        machines: [{ assetUid: "urn:fake:cnc", label: "CNC-103", hours: 7.5, kWh: 18, meanKw: 2.4, cost: 6 }],
      };
    default:
      return undefined;
  }
}
