import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Range } from "../../edge/contracts/forecast/answer.ts";
import { checkQuestion } from "../../edge/forecast/whatif/question.ts";
import { SEQUENCE_RULES } from "../../edge/forecast/whatif/sequence-change.ts";
import type { ForecastQuestionEntry } from "../../twin-viewer/src/data/forecast-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import "../../twin-viewer/src/i18n/forecasts-catalogue.ts";
import {
  CHANGE_FIELDS,
  CHANGE_KINDS,
  type Field,
  kindOf,
  newChange,
  withField,
} from "../../twin-viewer/src/screens/forecast/change-fields.ts";
import {
  changeDraft,
  draft,
  draftFrom,
  lackOf,
  questionOf,
  rememberAsked,
  showProblems,
} from "../../twin-viewer/src/screens/forecast/draft.ts";
import { goodText } from "../../twin-viewer/src/screens/forecast/figures.ts";

const ROUTE = { route: "PH-*", over: ["CNC-101", "CNC-102"] };
const SEQUENCE = { sequence: "short" };
const LATER = { weather: "hot", hours: 2 };
const STORED: ForecastQuestionEntry = {
  ...{ name: "Stored", hours: 0.25, replications: 12, seed: 7, at: "2026-11-30T06:00:00.000Z" },
  futures: [{ name: "island", changes: [ROUTE, SEQUENCE, LATER, { out: "CNC-1", hours: 1 }] }],
};
const PROBLEM = { future: "island", change: 0, reason: "no" };
const before = draft.value;

beforeEach(() => {
  language.value = "en";
});
afterEach(() => {
  draft.value = before;
});

describe("the question that is being written", () => {
  it("[FK55] has a form for each kind of change that the edge takes, and asks no field of another kind", () => {
    const filled = { choice: "CNC-1", choices: ["CNC-1"], text: "A", number: 1, mark: true, point: [1, 2] };
    for (const kind of CHANGE_KINDS) {
      const change = Object.fromEntries(CHANGE_FIELDS[kind].map((field) => [field.name, filled[field.kind]]));
      const written = kind === "sequence" ? SEQUENCE : change;
      const futures = [{ name: "one", changes: [{ ...written }] }];
      expect(() => checkQuestion({ "gemba-whatif": 1, futures }, "the question"), kind).not.toThrow();
      expect(kindOf(newChange(kind))).toBe(kind);
    }
    const known = () => checkQuestion({ "gemba-whatif": 1, futures: [{ name: "one", changes: [LATER] }] }, "q");
    const taken = /none of (.*)$/m.exec(messageOf(known))?.[1]?.split(", ") ?? [];
    // A shift is a move by some metres.
    expect(CHANGE_KINDS.filter((kind) => kind !== "shift").toSorted()).toEqual(taken.toSorted());
  });

  it("[FK55] [FK102] people may come for a stretch, or without hours whenever the crew is on duty", () => {
    const change = { ...newChange("people"), of: "setters" };
    expect(change).toEqual({ of: "setters", people: 1, from: 0 });
    const hours = CHANGE_FIELDS.people.find(({ name }) => name === "hours") as Field;
    const stretch = withField(change, hours, 8);
    expect(stretch).toEqual({ ...change, hours: 8 });
    expect(withField(stretch, hours, Number.NaN)).toEqual(change);
    draftFrom({ ...STORED, futures: [{ name: "more", changes: [{ people: -1, of: "setters" }, stretch] }] }, []);
    expect(lackOf(draft.value)).toBeUndefined();
    expect(questionOf(draft.value).futures[0]?.changes).toEqual([{ ...change, people: -1 }, stretch]);
  });

  it("[FK55] offers the edge's rules of sequence", () => {
    const [field] = CHANGE_FIELDS.sequence;
    const rules = field.kind === "choice" ? field.choices().map(({ value }) => value) : [];
    expect(rules).toEqual([...SEQUENCE_RULES]);
  });

  it("[FK56] keeps instant, seed and changes of a stored question, also those that it has no form for", () => {
    draftFrom(STORED, []);
    expect(lackOf(draft.value)).toBeUndefined();
    expect(questionOf(draft.value)).toEqual({
      ...STORED,
      futures: [{ name: "island", changes: [ROUTE, SEQUENCE, LATER, { out: "CNC-1", from: 0, hours: 1 }] }],
    });
    changeDraft({ start: "newest" });
    expect(questionOf(draft.value)).not.toHaveProperty("at");
  });

  it("[FK55] an island without a place is incomplete", () => {
    draftFrom({ ...STORED, futures: [{ name: "island", changes: [newChange("route")] }] }, []);
    expect(lackOf(draft.value)).toContain("lacks");
  });

  it("[FK55] shows refusals of the question that was just asked, and none at another one or a changed one", () => {
    draftFrom(STORED, []);
    rememberAsked("one", draft.value);
    showProblems("two", [PROBLEM]);
    expect(draft.value.problems).toEqual([]);
    showProblems("one", [PROBLEM]);
    expect(draft.value.problems).toEqual([PROBLEM]);
    changeDraft({ hours: 4 });
    const written = draft.value;
    showProblems("one", [PROBLEM]);
    expect(draft.value).toBe(written);
  });
});

it("[FK55] an interval has the whole numbers that are judged as inside, or a decimal where there is none", () => {
  const shown = (low: number, middle: number, high: number) => goodText({ low, middle, high } satisfies Range);
  expect(shown(402.4, 421, 439.6)).toBe("421 (403 to 439)");
  expect(shown(402, 421, 440)).toBe("421 (402 to 440)");
  expect(shown(402.4, 402.6, 402.8)).toBe("402.6 (402.4 to 402.8)");
  for (const [low, high] of [
    [402.4, 439.6],
    [402.6, 439.4],
    [402, 440],
  ] as const) {
    const [, least, most] = /\((\d+) to (\d+)\)/.exec(shown(low, 421, high)) ?? [];
    for (let made = 400; made <= 442; made++)
      expect(made >= Number(least) && made <= Number(most)).toBe(made >= low && made <= high);
  }
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "";
}
