/** Crews of a config: who is on duty when, and what is refused. */
import { describe, expect, it } from "vitest";
import type { Crew, PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import { crewProblems } from "../../../edge/forecast/people/crew-problems.ts";
import { onDuty } from "../../../edge/forecast/people/on-duty.ts";
import { peopleSection } from "../../../edge/forecast/people/section.ts";
import { SMALL_PLANT, START_US } from "../../fakes/forecast-history.ts";

describe("crews of a config", () => {
  it("[FK100] people are on duty in shifts, other numbers by name, and not in breaks", () => {
    const name = (en: string, zh: string) => ({ en, zh });
    const shifts = [
      { name: name("Early", "早班"), start: "06:00", end: "14:00" },
      { name: name("Night", "夜班"), start: "22:00", end: "06:00" },
    ];
    const plant: PlantDescription = {
      ...SMALL_PLANT,
      site: { timeZone: "UTC", shifts },
      kpis: { ...SMALL_PLANT.kpis, breaks: [{ afterMin: 120, lastsMin: 30 }] },
    };
    const crew: Crew = { id: "c", people: 3, shifts: [{ shift: "夜班", people: 1 }], for: ["repair"], at: ["*"] };
    const hours = (h: number): number => 3600 * h;
    // Night since 22:00, its break from 0:00 to 0:30; early with a break from 8:00 to 8:30; night from 22:00.
    expect(onDuty(crew, plant, START_US, hours(24))).toEqual([
      [0, 0],
      [hours(0.5), 1],
      [hours(6), 3],
      [hours(8), 0],
      [hours(8.5), 3],
      [hours(14), 0],
      [hours(22), 1],
      [hours(24), 0],
    ]);
    expect(onDuty(crew, SMALL_PLANT, START_US, 100)).toEqual([
      [0, 3],
      [100, 0],
    ]);
  });

  it("[FK101] crews that cannot be are named with their place", () => {
    const crew = (more: Partial<Crew>): Crew => ({ id: "a", people: 1, for: ["repair"], at: ["CNC-*"], ...more });
    const kinds = (crews: readonly Crew[], shifts: Parameters<typeof crewProblems>[2] = []) =>
      crewProblems(crews, SMALL_PLANT.assets, shifts).map(({ kind, steps }) => [kind, ...steps].join(" "));
    expect(kinds([crew({})])).toEqual([]);
    expect(kinds([crew({}), crew({ at: ["PCK-1"] })])).toEqual(["people-twice 1 id"]);
    expect(kinds([crew({}), crew({ id: "b", at: ["X", "CNC-1"] })])).toEqual([
      "people-no-machine 1 at 0",
      "people-two-crews 1 at 1",
    ]);
    expect(kinds([crew({ people: 0 })])).toEqual(["people-nobody 0 people"]);
    const night = [{ name: { en: "Night", zh: "夜班" } }];
    expect(kinds([crew({ people: 0, shifts: [{ shift: "Night", people: 1 }] })], night)).toEqual([]);
    expect(kinds([crew({ shifts: [{ shift: "Late", people: 1 }] })], night)).toEqual([
      "people-no-shift 0 shifts 0 shift",
    ]);
    // Shifts that are none are a mistake of the site, beside which this one is named still.
    const crews = [crew({ shifts: [{ shift: "Late", people: 1 }] })];
    const found = peopleSection.problems?.({ crews } as never, [], { site: { shifts: [null, 5, {}, { name: null }] } });
    expect(found?.[0]?.steps).toEqual(["people", "crews", 0, "shifts", 0, "shift"]);
  });
});
