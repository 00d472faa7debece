/** The event view of the safety room: rules RE2 and RE17 in docs/rules/response.md. */
import { beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { BlockedPlace } from "../../edge/contracts/safety/response.ts";
import type { ResponseActAnswer } from "../../twin-viewer/src/data/responses-api.ts";
import { offersPlan } from "../../twin-viewer/src/data/safety-link.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import "../../twin-viewer/src/i18n/response-catalogue.ts";
import { assetPlaces } from "../../twin-viewer/src/screens/safety/register/place-field.tsx";
import {
  changed,
  isBlocked,
  NO_CHANGE,
  ticking,
  toggled,
} from "../../twin-viewer/src/screens/safety/response/blocked.ts";
import { wordsOf } from "../../twin-viewer/src/screens/safety/response/event-timeline.tsx";
import { viewerIndex } from "./layer-facts.ts";

const floor = (x: number): BlockedPlace => ({ x, y: 2, radiusM: 1.5 });
const blocking = (exits: readonly string[], places: readonly BlockedPlace[] = []) => ({ exits, places });
const act = (kind: ResponseActAnswer["kind"], name: string, blocked: ResponseActAnswer["blocked"] = null) =>
  ({ kind, by: { name, as: "person" }, blocked, step: null }) as unknown as ResponseActAnswer;

beforeEach(() => {
  language.value = "en";
});

it("[RE2] a report changes what its person ticked and freed, and keeps what others reported meanwhile", () => {
  const opened = blocking(["X-1"], [floor(1)]);
  const freed = toggled("X-1", opened, NO_CHANGE);
  const change = toggled("X-2", opened, ticking(floor(9), freed));
  expect(["X-1", "X-2", floor(1), floor(9)].map((one) => isBlocked(one, opened, change))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  const meanwhile = blocking(["X-1", "X-3"], [{ radiusM: 1.5, y: 2, x: 1 }, floor(4)]);
  expect(changed(meanwhile, change)).toEqual(blocking(["X-3", "X-2"], [floor(1), floor(4), floor(9)]));
  // A second press takes back the first.
  const back = toggled("X-2", opened, toggled("X-1", opened, change));
  expect(changed(opened, back)).toEqual(blocking(["X-1"], [floor(1), floor(9)]));
  // What was ticked is on record once, also when somebody else has reported it meanwhile.
  expect(changed(blocking(["X-2"], [floor(9)]), change)).toEqual(blocking(["X-2"], [floor(9)]));
});

it("[RE2] what is ticked and taken back changes nothing of what others report or free meanwhile", () => {
  const opened = blocking(["X-1"], [floor(1)]);
  const press = (one: string | BlockedPlace, now: typeof opened, change = NO_CHANGE) => toggled(one, now, change);
  const ticked = press("X-2", opened, press("X-2", opened));
  expect(changed(blocking(["X-1", "X-2"], [floor(1)]), ticked)).toEqual(blocking(["X-1", "X-2"], [floor(1)]));
  const freed = press(floor(1), opened, press(floor(1), opened));
  expect(changed(blocking(["X-1"]), freed)).toEqual(blocking(["X-1"]));
  // The page may have read meanwhile what the other one reported: the box stays, and one more press frees it.
  const later = blocking(["X-1", "X-2"], [floor(1)]);
  const back = press("X-2", later, press("X-2", opened));
  expect([isBlocked("X-2", later, back), changed(later, back)]).toEqual([true, later]);
  expect(changed(later, press("X-2", later, back))).toEqual(opened);
  // What the other one freed is reported again by who presses it.
  expect(changed(blocking([]), press("X-1", blocking([]), press("X-1", opened)))).toEqual(blocking(["X-1"]));
});

it("[RE2] the timeline says what was reported, and what was freed; a remark alone is one", () => {
  const acts = [
    act("remark", "li", blocking(["X-1"], [floor(1)])),
    act("remark", "wang", blocking(["X-1"])),
    act("remark", "li", blocking(["X-2"])),
    act("remark", "li", blocking(["X-2"])),
    act("remark", "wang", blocking([])),
    act("remark", "wang", blocking([])),
  ];
  expect(acts.map((one) => wordsOf(one, acts))).toEqual([
    "reported as blocked",
    "no longer reported as blocked",
    "reported as blocked · no longer reported as blocked",
    "reported as blocked",
    "no longer reported as blocked",
    "remark",
  ]);
  const first = act("remark", "li", blocking([]));
  expect(wordsOf(first, [first])).toBe("remark");
  language.value = "zh";
  expect(acts.slice(0, 2).map((one) => wordsOf(one, acts))).toEqual(["报告受阻", "解除受阻报告"]);
});

it("[RE16] plans are opened because of alerts about safety, advisories too, and not of those put away", () => {
  expect(offersPlan({ kind: "safety", state: "active" })).toBe(true);
  expect(offersPlan({ kind: "safety", state: "cleared" })).toBe(true);
  expect(offersPlan({ kind: "safety", state: "shelved" })).toBe(false);
  expect(offersPlan({ kind: "process", state: "active" })).toBe(false);
});

it("[SR39] people are no places; a machine with a personal tag is one", () => {
  const index = viewerIndex();
  const [first, second] = index.plant.assets;
  const tagsOf = (uid?: AssetUid) =>
    index.tagsOf(uid as AssetUid).map((tag) => ({ ...tag, class: "personal" as const }));
  const [person, machine] = [tagsOf(first?.assetUid), tagsOf(second?.assetUid)];
  expect([person.length > 0, machine.length > 0]).toEqual([true, true]);
  index.setTags([...person.map((tag) => ({ ...tag, role: "person-x" as const })), ...machine]);
  expect(assetPlaces(index)).toEqual(index.plant.assets.slice(1));
});
