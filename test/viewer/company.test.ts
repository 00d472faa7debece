import { beforeEach, describe, expect, it } from "vitest";
import { type Choice, readChoice, shownSites, writeChoice } from "../../twin-viewer/src/company/choice.ts";
import { clustersOf, dragged, fitTo, graticule, isPlace, toPixels, zoomed } from "../../twin-viewer/src/company/geo.ts";
import { twinOf } from "../../twin-viewer/src/data/company-api.ts";
import { linkWords, missingWords, storedWords } from "../../twin-viewer/src/data/hub-words.ts";
import { concernsOf, isCurrent, totalsOf } from "../../twin-viewer/src/data/site-standing.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { companySites, fakeSite, fakeSummary, linkOf } from "../fakes/viewer/company-sites.ts";
import { randomOf } from "../run/seed.ts";

const NOW = Date.parse("2026-11-27T10:00:00Z");
const ALL: Choice = { words: "", isConcerned: false, order: "worst", isDown: false, view: "list" };

beforeEach(() => {
  language.value = "en";
});

describe("[CV22] figures of now", () => {
  it.each([
    ["connected", 2, 3, true],
    ["behind", 2, 3, true],
    ["connected", 80, 105, true],
    ["connected", 2, 40, false],
    ["connected", 95, 96, false],
    ["away", 2, 3, false],
    ["refused", 2, 3, false],
    ["never", 2, 3, false],
  ] as const)("a %s link heard %d s ago with a summary of %d s: %s", (state, heardS, summaryS, isNow) => {
    const site = fakeSite("a", NOW, {
      link: linkOf(state, NOW - heardS * 1000),
      summary: fakeSummary(NOW - summaryS * 1000),
    });
    expect(isCurrent(site, NOW)).toBe(isNow);
  });

  it("are not claimed without a summary, or with times that are none", () => {
    expect(isCurrent(fakeSite("a", NOW, { summary: null }), NOW)).toBe(false);
    const broken = { ...linkOf("connected", NOW), heardAt: "yesterday" };
    expect(isCurrent(fakeSite("a", NOW, { link: broken }), NOW)).toBe(false);
    expect(isCurrent(fakeSite("a", NOW, { summary: { ...fakeSummary(NOW), at: "" } }), NOW)).toBe(false);
  });
});

describe("[CV21] totals", () => {
  it("count machines of silent sites as not known and leave out power that is not of now", () => {
    const totals = totalsOf(
      [
        fakeSite("a", NOW),
        fakeSite("b", NOW, { link: linkOf("away", NOW - 3_600_000), summary: fakeSummary(NOW - 3_600_000) }),
        fakeSite("c", NOW, { summary: fakeSummary(NOW, { energy: { kW: 9, kWhToday: 1, quality: "stale" } }) }),
        fakeSite("d", NOW, { rights: "none", summary: null }),
      ],
      NOW,
    );
    expect(totals).toMatchObject({ sites: 4, linked: 3, oldSites: 1, kW: 684, kWSites: 1 });
    expect(totals.machines).toEqual({ total: 144, producing: 82, unknown: 48 });
  });

  it("say of no site that it uses no power", () => {
    expect(totalsOf([], NOW)).toMatchObject({ sites: 0, kW: null });
    expect(totalsOf([fakeSite("a", NOW, { summary: null })], NOW).kW).toBeNull();
  });
});

describe("[CV23] order, filter and search", () => {
  it("the worst come first, and each says why", () => {
    const sites = companySites(NOW);
    const order = shownSites(sites, ALL, NOW).map(({ edgeId }) => edgeId);
    expect(order.slice(0, 9)).toEqual([
      "binjiang-1",
      "chengdu",
      "querétaro",
      "shenyang",
      "pune",
      "suzhou",
      "shenzhen",
      "line-9",
      "binjiang-2",
    ]);
    const concerned = shownSites(sites, { ...ALL, isConcerned: true }, NOW);
    expect(concerned.map(({ edgeId }) => edgeId)).toEqual(order.slice(0, 8));
    expect(concernsOf(sites[3] as (typeof sites)[number], NOW)).toEqual(["away", "p2", "unacknowledged", "waiting"]);
    expect(concernsOf(fakeSite("a", NOW, { rights: "none", summary: null }), NOW)).toEqual([]);
  });

  it.each(["oee", "energy", "alerts"] as const)("by %s, what is not known comes last both ways", (order) => {
    const sites = companySites(NOW);
    for (const isDown of [true, false]) {
      const last = shownSites(sites, { ...ALL, order, isDown }, NOW).slice(-2);
      expect(
        last.map(({ summary, edgeId }) => [summary?.[order === "alerts" ? "alerts" : order] ?? null, edgeId]),
      ).toEqual(expect.arrayContaining([[null, "line-9"]]));
    }
  });

  it("one alarm of a priority outweighs any number of the next", () => {
    const with_ = (edgeId: string, p1: number, p2: number) =>
      fakeSite(edgeId, NOW, {
        summary: fakeSummary(NOW, { alerts: { p1, p2, p3: 0, p4: 0, unacknowledged: 0 } }),
      });
    const sites = [with_("many", 0, 5_000), with_("one", 1, 0), with_("none", 0, 0)];
    expect(shownSites(sites, { ...ALL, order: "alerts", isDown: true }, NOW).map(({ edgeId }) => edgeId)).toEqual([
      "one",
      "many",
      "none",
    ]);
  });

  it("finds by name, place and id, in both languages and any order", () => {
    const found = (words: string) => shownSites(companySites(NOW), { ...ALL, words }, NOW).map(({ edgeId }) => edgeId);
    expect(found("plant 2 binjiang")).toEqual(["binjiang-2"]);
    expect(found("成都")).toEqual(["chengdu"]);
    expect(found("line-9")).toEqual(["line-9"]);
    expect(found("nowhere")).toEqual([]);
  });

  it("a link keeps the choice", () => {
    readChoice("#/sites?q=a%20b&concerned=1&order=oee&down=1&view=map&l=zh&th=dark&x=1");
    expect(language.value).toBe("zh");
    const chosen: Choice = { words: "a b", isConcerned: true, order: "oee", isDown: true, view: "map" };
    expect(writeChoice(chosen)).toBe("#/sites?q=a+b&concerned=1&order=oee&down=1&view=map&l=zh&th=dark");
    readChoice("#/sites?order=nonsense&view=3");
    expect(writeChoice(ALL)).toBe("#/sites?l=zh&th=dark");
  });
});

describe("[CV24] the map", () => {
  const size = { width: 900, height: 500 };

  it("fits all places, and every place once in the marks, wherever they lie", () => {
    const random = randomOf("company-map");
    for (let run = 0; run < 30; run++) {
      const places = Array.from({ length: 1 + Math.floor(random() * 200) }, () => ({
        longitude: random() * 360 - 180,
        latitude: random() * 150 - 75,
      }));
      const view = fitTo(places, size);
      const at = places.map((place) => toPixels(place, view, size));
      for (const [x, y] of at) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(size.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(size.height);
      }
      const clusters = clustersOf(
        at.map((one, item) => ({ at: one, item })),
        40,
      );
      expect(clusters.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(places.map((_, i) => i));
      for (const [i, a] of clusters.entries())
        for (const b of clusters.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(40);
    }
  });

  it("[CV43] shows one site, two, and twenty of which some lie at one place, with coast around them", () => {
    const suzhou = { longitude: 120.725, latitude: 31.325 };
    const hangzhou = { longitude: 120.21, latitude: 30.21 };
    for (const places of [[suzhou], [suzhou, hangzhou]]) {
      const view = fitTo(places, size);
      // No closer than a few hundred kilometres: the coasts are of the world.
      const [west] = toPixels({ longitude: 115, latitude: 31 }, view, size);
      const [east] = toPixels({ longitude: 123, latitude: 31 }, view, size);
      expect([west > 0 - size.width, east < size.width]).toEqual([true, true]);
      for (const place of places) {
        const [x, y] = toPixels(place, view, size);
        expect([x > 100, x < size.width - 100, y > 100, y < size.height - 100]).toEqual([true, true, true, true]);
      }
    }
    const twenty = Array.from({ length: 20 }, (_, i) =>
      i < 5 ? suzhou : { longitude: 100 + i * 2, latitude: 22 + i },
    );
    const view = fitTo(twenty, size);
    const clusters = clustersOf(
      twenty.map((place, item) => ({ at: toPixels(place, view, size), item })),
      40,
    );
    expect(clusters[0]?.members.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    // Those of one place stay one mark however close the map comes.
    const closest = zoomed(fitTo([suzhou, suzhou], size), 1e9, size);
    const at = toPixels(suzhou, closest, size);
    expect(
      clustersOf(
        [0, 1].map((item) => ({ at, item })),
        40,
      ),
    ).toHaveLength(1);
  });

  it("stands at the worst of a group: the first that is given", () => {
    const [group] = clustersOf(
      [
        { at: [100, 100], item: "worst" },
        { at: [110, 100], item: "other" },
      ],
      40,
    );
    expect(group).toEqual({ x: 100, y: 100, members: ["worst", "other"] });
  });

  it("one place, none, and a moved view stay on the earth", () => {
    const one = fitTo([{ longitude: 120, latitude: 30 }], size);
    expect(toPixels({ longitude: 120, latitude: 30 }, one, size)).toEqual([450, 250]);
    expect(Number.isFinite(fitTo([], size).scale)).toBe(true);
    const far = dragged(zoomed(one, 1e9, size), 1e9, 1e9);
    expect([far.longitude, far.latitude]).toEqual([-180, 85]);
    for (const view of [one, far, fitTo([], size), zoomed(one, 1e-9, size)]) {
      const { meridians, parallels } = graticule(view, size);
      expect(meridians.length + parallels.length).toBeLessThan(60);
    }
  });

  it("a position that is not on the earth is none", () => {
    const bad = [null, [Number.NaN, 0], [0, 91], [181, 0], [Number.POSITIVE_INFINITY, 0]] as const;
    for (const one of bad)
      expect(isPlace(one === null ? null : { longitude: one[0] as number, latitude: one[1] as number })).toBe(false);
    expect(isPlace({ longitude: -180, latitude: 90 })).toBe(true);
  });
});

describe("[CV26] the link in words", () => {
  const away = linkOf("away", NOW - 3 * 3_600_000, { why: { en: "line down", zh: "专线中断" } });

  it("says since when, why, and what is missing, in both languages", () => {
    expect(linkWords(away, NOW, "UTC")).toBe("away · since 07:00 (3 h) · line down");
    expect(linkWords(linkOf("behind", NOW, { behindSeconds: 5_400 }), NOW, "UTC")).toBe(
      "connected · 1 h 30 min of history yet to come",
    );
    // While nothing comes, how much is behind says no more than since when.
    expect(linkWords({ ...away, behindSeconds: 10_800 }, NOW, "UTC")).toBe(linkWords(away, NOW, "UTC"));
    expect(missingWords({ lost: 1, leftOutWaveforms: 12 })).toBe("1 item lost · 12 waveforms left out");
    expect(missingWords({ lost: 0, leftOutWaveforms: 0 })).toBe("");
    expect(storedWords(new Date(NOW - 86_400_000).toISOString(), NOW, "UTC")).toBe("data until 2026-11-26 10:00");
    expect(storedWords(null, NOW, "UTC")).toBe("no history here yet");
    language.value = "zh";
    expect(linkWords(away, NOW, "UTC")).toBe("失联 · 自 07:00 起（3 小时） · 专线中断");
  });
});

it("[CV28] the way into a twin names the site, and the instant of the past", () => {
  expect(twinOf("plant-1")).toBe("/sites/plant-1/#/overview");
  expect(twinOf("a/b 一", NOW)).toBe("/sites/a%2Fb%20%E4%B8%80/#/overview?t=2026-11-27T10%3A00%3A00.000Z");
});
