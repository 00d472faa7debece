import { beforeEach, expect, it } from "vitest";
import type { EventAnswer } from "../../twin-viewer/src/data/responses-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { eventMap, registerMap, shownRegister } from "../../twin-viewer/src/panels/register-map.ts";
import { eventPicture } from "../../twin-viewer/src/screens/safety/response/event-picture.ts";
import "../../twin-viewer/src/i18n/response-catalogue.ts";

const name = { zh: "处", en: "place" };
const resource = (id: string, position: { x: number; y: number } | null) => ({ id, place: { name, position } });
const EVENT = {
  ...{ isDrill: true, place: { name, position: { x: 4, y: 4 } } },
  resources: [resource("FE-1", { x: 8, y: 4 }), resource("EX-9", null)],
  blocked: { exits: ["EX-1"], places: [{ x: 12, y: 3, radiusM: 2 }] },
} as unknown as EventAnswer;
const WAYS = [
  {
    ...{ resource: "EX-2", lengthM: 21.4 },
    points: [
      { x: 4, y: 4 },
      { x: 4, y: 10 },
      { x: 19, y: 10 },
    ],
  },
];

beforeEach(() => {
  language.value = "en";
  [registerMap.value, eventMap.value] = [null, null];
});

it("[SL16] place, resources and blocked parts are rings; ways are dashed and named as unverified", () => {
  const alone = eventPicture(EVENT, []);
  expect(alone.floor).toMatchObject([
    { kind: "ring", at: [4, 4], dashM: 0 },
    { kind: "ring", at: [8, 4] },
    { kind: "ring", at: [12, 3], radiusM: 2 },
  ]);
  expect(alone.labels).toMatchObject([{ title: "DRILL" }]);
  const { floor, labels } = eventPicture(EVENT, WAYS);
  const lines = floor.filter(({ kind }) => kind === "line");
  expect(lines).toMatchObject([
    { from: [4, 4], to: [4, 10], color: "data" },
    { from: [4, 10], to: [19, 10] },
  ]);
  expect(lines.every(({ dashM }) => dashM > 0)).toBe(true);
  expect(labels.at(-1)).toMatchObject({ title: "EX-2", text: "UNVERIFIED", value: "21 m" });
  language.value = "zh";
  expect(eventPicture(EVENT, WAYS).labels.map(({ title, text }) => `${title} ${text ?? ""}`.trim())).toEqual([
    "演练",
    "EX-2 未核实",
  ]);
});

it("[RE16] an exit that is reported as blocked is dashed and says so", () => {
  const exit = resource("EX-1", { x: 2, y: 9 });
  const { floor, labels } = eventPicture({ ...EVENT, resources: [exit] } as unknown as EventAnswer, []);
  expect(floor[1]).toMatchObject({ at: [2, 9], dashM: expect.any(Number) });
  expect(floor[1]?.dashM).toBeGreaterThan(0);
  expect(labels[1]).toMatchObject({ title: "EX-1", value: "REPORTED AS BLOCKED" });
});

it("[SL16] the layer of the register shows the event with the register, and nothing without it", () => {
  const picture = eventPicture(EVENT, WAYS);
  eventMap.value = picture;
  expect(shownRegister.value).toBeNull();
  const mark = { key: "resource FE-1", place: [8, 4] as const, title: "FE-1", value: "", age: "" };
  registerMap.value = { floor: [], labels: [mark], legend: [], note: "n" };
  expect(shownRegister.value).toEqual({
    floor: picture.floor,
    labels: [...picture.labels, mark],
    legend: [],
    note: "n",
  });
  eventMap.value = null;
  expect(shownRegister.value).toEqual(registerMap.value);
});
