/** The sections of each kind of report, in their order. */
import { EdgeError } from "../contracts/errors.ts";
import type { ReportKind, ReportSection, ReportSummary } from "../contracts/reports/document.ts";
import type { Asked } from "./asked.ts";
import { alarmList, alarmSection } from "./sections/alarms.ts";
import { balanceSection } from "./sections/balance.ts";
import { briefSection } from "./sections/brief.ts";
import { changeSections } from "./sections/changes.ts";
import { energyByDay, energySection } from "./sections/energy.ts";
import { oeeSection } from "./sections/machine.ts";
import { inArea, lineSection, type MachineOf, machineSection, periodSection } from "./sections/machines.ts";
import { oneOrder, orderSection } from "./sections/orders.ts";
import { capabilitySection, costSections, reasonSection, stepEnergySection } from "./sections/quality.ts";
import { stateSections } from "./sections/states.ts";
import { workSection } from "./sections/work.ts";

/** A report's sections, and what it is about where that is not the whole plant. */
interface Contents {
  readonly subject?: string;
  readonly sections: readonly (ReportSection | undefined)[];
  /** Its lines for a chat. */
  readonly summary?: ReportSummary["lines"];
}

export const KINDS: Readonly<Record<ReportKind, (asked: Asked) => Promise<Contents>>> = {
  brief: async (asked) => {
    const { section, summary } = await briefSection(asked);
    return { ...subjectOf(asked), sections: [section, await lineSection(asked)], summary };
  },
  shift: async (asked) => ({ ...subjectOf(asked), sections: await wholePlant(asked) }),
  day: async (asked) => {
    const byShift = asked.parts.plant.site.shifts.length === 0 ? undefined : await periodSection(asked, "shift");
    return { ...subjectOf(asked), sections: [byShift, ...(await wholePlant(asked))] };
  },
  order: async (asked) => {
    if (asked.question.order === undefined) throw new EdgeError("bad-request", "order: name an order");
    const { view, section } = await oneOrder(asked);
    return {
      subject: view.order,
      sections: [section, await machineSection(asked, asked.words.say("order.at-machines"))],
    };
  },
  machine: async (asked) => {
    const machine = machineOf(asked);
    const { assetUid } = machine;
    return {
      subject: machine.label,
      sections: [
        await oeeSection(asked, machine),
        ...(await stateSections(asked, [machine])),
        alarmList(asked, asked.words.say("alarm.list"), { assetUid }),
        await energySection(asked, assetUid),
        await workSection(asked, assetUid),
      ],
    };
  },
  energy: async (asked) => ({
    sections: [await energySection(asked), await balanceSection(asked), await energyByDay(asked)],
  }),
  alarms: async (asked) => ({ sections: [alarmSection(asked, true)] }),
  changes: async (asked) => ({
    ...subjectOf(asked),
    sections: [
      ...changeSections(asked),
      await lineSection(asked),
      ...(await stateSections(asked)),
      await orderSection(asked),
      await workSection(asked),
    ],
  }),
  quality: async (asked) => ({
    sections: [
      ...(await costSections(asked)),
      await reasonSection(asked),
      await capabilitySection(asked),
      await stepEnergySection(asked),
    ],
  }),
};

async function wholePlant(asked: Asked): Promise<readonly (ReportSection | undefined)[]> {
  const { words } = asked;
  return [
    await lineSection(asked),
    await machineSection(asked, words.say("machine.title")),
    ...(await stateSections(asked)),
    alarmSection(asked),
    alarmList(asked, words.say("alarm.list")),
    await orderSection(asked),
    await energySection(asked),
    await balanceSection(asked),
    await workSection(asked),
  ];
}

/** The area of the question, with a remark on what has no area. Throws EdgeError `not-found` for an empty one. */
function subjectOf(asked: Asked): { readonly subject?: string } {
  const { question, parts, words, remark } = asked;
  if (question.area === undefined) return {};
  if (!parts.plant.assets.some(inArea(asked))) throw new EdgeError("not-found", "no asset stands in this area");
  remark(words.say("head.plant-wide"));
  const place = parts.plant.places.find(({ path }) => path === question.area);
  return { subject: place === undefined ? question.area : words.local(place.name) };
}

function machineOf({ question, parts }: Asked): MachineOf {
  const found = parts.production?.machines.find(({ label }) => label === question.asset);
  if (found === undefined)
    throw question.asset === undefined
      ? new EdgeError("bad-request", "asset: name a machine by its label")
      : new EdgeError("not-found", "no state of this asset is read");
  return found;
}
