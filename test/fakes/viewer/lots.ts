/** Lots of suppliers, as the fake edge of the viewer answers. */

const LOT = {
  ...{ heat: "H-771", variant: "PH-50A", quantity: 60, plan: "castings", reported: null, result: null, bad: 2 },
  ...{ receivedAt: "2026-11-23T22:10:00.000Z", pieces: 30, workedAt: null, places: [] },
};

export function lotsAnswer(): object {
  return {
    isCurrent: true,
    plans: [{ id: "castings", name: { zh: "铸件来料", en: "Incoming castings" }, sample: 13, accept: 1 }],
    lots: [
      {
        ...LOT,
        ...{ lot: "L-0042", supplier: "Foundry North", state: "open", workedAt: "CNC-201" },
        places: [
          { place: "RCK-01", pieces: 12 },
          { place: "CNC-201", pieces: 1 },
        ],
      },
      { ...LOT, lot: "L-0041", supplier: "Foundry South", state: "accepted", reported: true },
    ],
    count: 10,
    isCut: false,
    suppliers: [
      { supplier: "Foundry North", lots: 4, rejected: 1, conditional: 0, open: 2, pieces: 60, bad: 4 },
      { supplier: "Foundry South", lots: 6, rejected: 0, conditional: 1, open: 0, pieces: 150, bad: 3 },
    ],
  };
}
