/** Kinds of permits, a permit that is applied for, and the acts of people on it. */
import type { Role } from "../../../edge/contracts/access/access.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import type { PermitFacts } from "../../../edge/contracts/safety/permit.ts";
import { demandsOf } from "../../../edge/contracts/safety/permit-demands.ts";
import type { PermitWorld } from "../../../edge/safety/permits/conflicts.ts";
import type { OpenWorkBook } from "../../../edge/work/work-book.ts";
import { EDGE, HOUR } from "./plant.ts";
import { PLANT, register, WRITTEN, words } from "./register.ts";

const GASES = [
  { id: "o2", name: words("Oxygen"), unit: "%", low: 19.5, high: 23.5 },
  { id: "lel", name: words("Flammable gas"), unit: "%LEL", high: 10 },
];

export const KINDS = {
  ...WRITTEN,
  permits: [
    {
      id: "hot",
      name: words("Hot work"),
      levels: [
        { id: "one", name: words("First level"), maxHours: 4, approver: "engineer" },
        { id: "two", name: words("Second level") },
      ],
      gasTest: true,
      gases: GASES,
      checklist: [words("Combustibles are removed"), words("Extinguisher is at hand")],
      machine: "stopped",
      excludes: ["paint"],
      limits: [{ asset: "OVN-1", tag: "gas", high: 20 }],
      keepOut: ["vehicles"],
    },
    { id: "paint", name: words("Painting"), guardian: false },
    { id: "lock", name: words("Work inside a machine"), machine: "isolated" },
  ],
} as const;

const KIND_OF = new Map(register(KINDS).permits.map((kind) => [kind.id, kind]));

/** A permit of a kind of {@link KINDS} as the book has it after its application. */
export function permitItem(permit: string, at: Micros, more: Partial<PermitFacts> = {}): WorkItem {
  const kind = KIND_OF.get(permit);
  if (kind === undefined) throw new Error(permit);
  const payload: PermitFacts = {
    permit,
    kind: { ...kind.name },
    place: { asset: "OVN-1" },
    from: at,
    to: at + 8 * HOUR,
    workers: 2,
    ...(kind.demands.guardian ? { guardian: "gu" } : {}),
    demands: demandsOf(kind, undefined),
    ...more,
  };
  return {
    itemUid: `permit-${permit}`,
    kind: "permit",
    about: { assetUid: EDGE },
    title: words(`${permit} at the oven`),
    evidence: [],
    reportedAt: at,
    reportedBy: { name: "otto", as: "person" },
    acts: [],
    payload,
  };
}

/** Gas tests of both gases at a time. */
export const gasAt = (at: Micros, lel = 0) => [
  { gas: "o2", value: 20.9, unit: "%", at },
  { gas: "lel", value: lel, unit: "%LEL", at },
];

export const TICKED = [{ result: "ok" }, { result: "ok" }] as const;

/** A person's act. */
export function actOf(
  kind: WorkAct["kind"],
  at: Micros,
  { by = "otto", ...more }: Partial<Omit<WorkAct, "by">> & { by?: string } = {},
): WorkAct {
  return { kind, at, actUid: `${kind}-${at}`, by: { name: by, as: "person" }, ...more };
}

export async function doAct(
  work: OpenWorkBook,
  itemUid: string,
  { act, role = "admin" }: { readonly act: WorkAct; readonly role?: Role },
): Promise<WorkItem> {
  return await work.act(itemUid, act, { role, principal: { user: act.by.name, role, origin: "" } });
}

/** A plant in which nothing speaks against work, or what `more` says. */
export function worldOf(permits: readonly WorkItem[], more: Partial<PermitWorld> = {}): PermitWorld {
  return {
    plant: PLANT as unknown as PermitWorld["plant"],
    permits,
    machine: () => "standing",
    value: () => ({ value: 5, unit: "%LEL" }),
    gas: () => [],
    people: () => ({ known: 0, unknown: 0 }),
    vehicles: () => ({ known: 0, unknown: 0 }),
    ...more,
  };
}
