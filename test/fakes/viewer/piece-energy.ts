/** The fake edge's answers about energy of pieces and process steps. */

const AIR = { kWhPerM3: 0.12, isMeasured: false } as const;

/** Undefined for other paths. */
export function pieceEnergyAnswer(path: string, query: URLSearchParams): object | undefined {
  if (path === "/api/v1/energy/steps")
    return {
      from: query.get("from"),
      to: query.get("to"),
      isCut: false,
      steps: (["OP10", "OP20"] as const).flatMap((operation, at) =>
        ["PH-40A", "PH-50A"].map((variant) => ({
          ...(operation === "OP10" ? { operationName: { zh: "车削", en: "Turning" } } : {}),
          ...{ operation, variant, medium: "electricity", unit: "kWh", n: 40 + at, mean: 0.2 + at / 10 },
          ...{ spread: 0.01, least: 0.1, most: 0.4, kWh: 0.2 + at / 10, kgce: 0.02 },
        })),
      ),
      stations: ["CNC-101", "CNC-201"].map((station) => ({
        ...{
          station,
          medium: "electricity",
          unit: "kWh",
          metered: 12,
          pieces: 10,
          idle: 1.5,
          setUp: 0.5,
          unmetered: 0,
        },
      })),
      air: AIR,
      counters: { lateEvents: 0, lateReadings: 0, refused: 0, forgotten: 0, dropped: 0 },
    };
  if (path !== "/api/v1/energy/pieces") return undefined;
  const about = { operation: "OP10", variant: "PH-50A", order: "ORD-00017", from: null, to: null, isFinal: true };
  const media = [{ medium: "electricity", amount: 0.21, unit: "kWh", kWh: 0.21, kgce: 0.026 }];
  const steps = [{ station: "CNC-101", ...about, media, kWh: 0.21, kgce: 0.026 }];
  return { piece: query.get("piece"), steps, kWh: 0.21, kgce: 0.026, air: AIR };
}
