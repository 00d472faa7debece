import { describe, expect, it } from "vitest";
import type { LocalizedText } from "../../edge/contracts/plant/tag.ts";
import { DEFINED_NAMES, DEFINITIONS, type DefinitionKey } from "../../edge/contracts/words/definitions.ts";
import { FIGURE_ORIGINS } from "../../edge/contracts/words/figure-origins.ts";
import { SCREENS } from "../../twin-viewer/src/data/signals.ts";
import { GUIDES, isGuide } from "../../twin-viewer/src/help/guides.ts";
import { guidesOf, loadGuides, searchGuides } from "../../twin-viewer/src/help/library.ts";
import { ROOM_HELP } from "../../twin-viewer/src/help/rooms.ts";
import { cardPlace, TOUR_STEPS } from "../../twin-viewer/src/help/tour-steps.ts";

const HAN = /\p{Script=Han}/u;
const FIGURES = Object.keys(DEFINITIONS) as DefinitionKey[];

async function headingsOf(language: "en" | "zh", name: string): Promise<string[]> {
  const guide = (await loadGuides(language)).find((one) => one.name === name);
  return (guide?.blocks ?? []).flatMap((block) => (block.kind === "heading" ? [block.id] : []));
}

async function leadsSomewhere(guide: string, heading: LocalizedText | undefined): Promise<boolean> {
  if (!isGuide(guide)) return false;
  if (heading === undefined) return true;
  const [en, zh] = [await headingsOf("en", guide), await headingsOf("zh", guide)];
  return en.includes(heading.en) && zh.includes(heading.zh);
}

describe("the guides in the viewer", () => {
  it("[HE2] are there in the language of the page, each with its title", async () => {
    for (const language of ["en", "zh"] as const) {
      const guides = await loadGuides(language);
      expect(guides.map(({ name }) => name)).toEqual(GUIDES);
      expect(guides.filter((guide) => guide.language !== language || guide.blocks.length < 3)).toEqual([]);
    }
    const titles = (await loadGuides("zh")).map(({ title }) => title);
    expect(titles.filter((title) => !HAN.test(title))).toEqual(["InfluxDB"]);
  });

  it("[HE2] a guide that lacks the language of the page comes in the other one and says so", () => {
    const texts = {
      en: { "docs/users.md": "# Users\n\n[中文](users.zh-CN.md)\n\nAll.", "docs/layout.md": "# Layout" },
    };
    const guides = guidesOf("zh", {
      ...texts,
      zh: { "docs/layout.zh-CN.md": "# 布局\n\n[English](layout.md)\n\n一。" },
    });
    expect(guides.map(({ name, language, title }) => [name, language, title])).toEqual([
      ["layout", "zh", "布局"],
      ["users", "en", "Users"],
    ]);
    expect(guides[1]?.blocks).toEqual([{ kind: "paragraph", content: [{ kind: "text", text: "All." }] }]);
  });

  it("[HE3] are searched by all words in titles and texts, the headings first", async () => {
    const guides = await loadGuides("en");
    const places = (question: string) =>
      searchGuides(guides, question).map(({ guide, anchor }) => [guide.name, anchor]);
    expect(places("certificates")[0]).toEqual(["connect-opcua", "certificates"]);
    expect(places("MQTT waveforms")[0]).toEqual(["connect-mqtt", "waveforms"]);
    expect(places("byteOrder")).toEqual([["connect-modbus", ""]]);
    expect(places("byteOrder nowhere-to-be-found")).toEqual([]);
    expect(places("  ")).toEqual([]);
    const [hit] = searchGuides(guides, "byteOrder");
    expect(hit?.excerpt).toContain("byteOrder");
    expect(hit?.excerpt.length).toBeLessThan(130);
    const chinese = searchGuides(await loadGuides("zh"), "证书");
    expect(chinese[0]).toMatchObject({ anchor: "证书", heading: "证书" });
  });
});

describe("the help of rooms", () => {
  it.each(SCREENS)("[HE4] of %s says what it answers and how, in both languages, with a guide", async (room) => {
    const { question, steps, figures, guide, heading } = ROOM_HELP[room];
    expect(steps.length).toBeGreaterThan(1);
    for (const { en, zh } of [question, ...steps]) expect([en.length > 20, HAN.test(zh)]).toEqual([true, true]);
    expect(figures.filter((figure, at) => !FIGURES.includes(figure) || figures.indexOf(figure) !== at)).toEqual([]);
    expect(await leadsSomewhere(guide, heading)).toBe(true);
  });
});

describe("the catalogue of figures", () => {
  it.each(FIGURES)("[HE5] %s has a name, a meaning, its data and a place in the guides", async (figure) => {
    const { standard, from, guide, heading } = FIGURE_ORIGINS[figure];
    for (const text of [DEFINITIONS[figure], from])
      expect([text.en.length > 10, HAN.test(text.zh)]).toEqual([true, true]);
    expect(DEFINED_NAMES[figure].zh).not.toBe("");
    expect(await leadsSomewhere(guide, heading)).toBe(true);
    // A standard that the definition names is the one that the note names.
    const [named] = /\b(?:ISO|IEC) [\d-]+/.exec(DEFINITIONS[figure].en) ?? [];
    if (named !== undefined) expect(standard).toContain(named);
  });

  it("[HE5] every figure is explained in a room or beside its name", () => {
    const components: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.tsx", {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const code = Object.values(components).join("\n");
    const inRooms = new Set(Object.values(ROOM_HELP).flatMap(({ figures }) => figures));
    expect(FIGURES.filter((figure) => !inRooms.has(figure) && !code.includes(`figure="${figure}"`))).toEqual([]);
  });
});

describe("the tour", () => {
  it("[HE7] has at most eight steps, in both languages", () => {
    expect(TOUR_STEPS.length).toBeLessThanOrEqual(8);
    expect(new Set(TOUR_STEPS.map(({ target }) => target)).size).toBe(TOUR_STEPS.length);
    for (const { title, text } of TOUR_STEPS) expect([HAN.test(title.zh), HAN.test(text.zh)]).toEqual([true, true]);
  });

  it.each([
    ["a strip at the top", { left: 0, top: 44, width: 1366, height: 66 }],
    ["the picture", { left: 0, top: 110, width: 994, height: 560 }],
    ["the dock", { left: 994, top: 110, width: 372, height: 300 }],
    ["the timeline", { left: 0, top: 670, width: 1366, height: 98 }],
    ["a button in the corner", { left: 1330, top: 7, width: 30, height: 28 }],
  ])("[HE7] its card stands beside %s, inside the window", (name, target) => {
    const card = { width: 380, height: 190 };
    const { left, top } = cardPlace(target, card, { width: 1366, height: 768 });
    expect([left >= 0, top >= 0, left + card.width <= 1366, top + card.height <= 768]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const covers =
      left < target.left + target.width &&
      left + card.width > target.left &&
      top < target.top + target.height &&
      top + card.height > target.top;
    // Where nothing beside the target has room, it lies over it.
    expect(covers).toBe(name === "the picture");
  });
});
