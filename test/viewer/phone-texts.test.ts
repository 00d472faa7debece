import { dirname, join, normalize } from "node:path/posix";
import { expect, it } from "vitest";
import { balanceTexts } from "../../edge/contracts/words/balance-texts.ts";
import { mediaTexts } from "../../edge/contracts/words/media-texts.ts";
import { SCREEN_TEXTS } from "../../twin-viewer/src/i18n/screen-texts.ts";
import { balanceRoomTexts } from "../../twin-viewer/src/i18n/texts/balance.ts";
import { dashboardTexts } from "../../twin-viewer/src/i18n/texts/dashboards.ts";
import { exploreTexts } from "../../twin-viewer/src/i18n/texts/explore.ts";
import { changeTexts } from "../../twin-viewer/src/i18n/texts/forecast-changes.ts";
import { forecastNoteTexts } from "../../twin-viewer/src/i18n/texts/forecast-notes.ts";
import { forecastTexts } from "../../twin-viewer/src/i18n/texts/forecasts.ts";
import { futureTexts } from "../../twin-viewer/src/i18n/texts/future.ts";
import { layoutTexts } from "../../twin-viewer/src/i18n/texts/layout.ts";
import { loopTexts } from "../../twin-viewer/src/i18n/texts/loop.ts";
import { reportTexts } from "../../twin-viewer/src/i18n/texts/reports.ts";
import { setupTexts } from "../../twin-viewer/src/i18n/texts/setup.ts";
import { connectTexts } from "../../twin-viewer/src/i18n/texts/setup-connect.ts";
import { spcTexts } from "../../twin-viewer/src/i18n/texts/spc.ts";
import { tokenTexts } from "../../twin-viewer/src/i18n/texts/tokens.ts";

const SRC = "../../twin-viewer/src";
const sources: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The modules that a page loads: at once, and unless `when` is `at-once` later too. */
function reachable(entry: string, when: "at-once" | "ever" = "ever"): Set<string> {
  const found = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = sources[path];
    if (text === undefined || found.has(path)) continue;
    found.add(path);
    for (const [, from] of text.matchAll(/^(?:import|export|\} from)(?! type)[^;]*?"(\.[^"]+)";/gm))
      open.push(normalize(join(dirname(path), from as string)));
    if (when === "ever") open.push(...loadedLater(path));
  }
  return found;
}

function loadedLater(path: string): string[] {
  const found = (sources[path] ?? "").matchAll(/import\("(\.[^"]+)"\)/g);
  return [...found].map(([, from]) => normalize(join(dirname(path), from as string)));
}

/** Texts that come with rooms, by the file that brings them. */
const ROOM_TEXTS = {
  balance: { ...balanceTexts, ...balanceRoomTexts, ...mediaTexts },
  dashboards: { ...dashboardTexts, ...tokenTexts },
  explore: exploreTexts,
  layout: layoutTexts,
  forecasts: { ...changeTexts, ...forecastTexts, ...forecastNoteTexts, ...futureTexts },
  reports: reportTexts,
  spc: spcTexts,
  loop: loopTexts,
  setup: { ...setupTexts, ...connectTexts },
};

/** The texts of a room that a module names, also by their first part: `screen.${…}`. */
function namedIn(path: string, texts: object): string[] {
  const code = sources[path] ?? "";
  return Object.keys(texts).filter(
    (key) =>
      code.includes(`"${key}"`) ||
      [...code.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)].some(([, begin]) => key.startsWith(begin as string)),
  );
}

it("[PG17] the phone's page loads no texts of the screens, and shows none", () => {
  const modules = reachable(`${SRC}/phone/main.tsx`);
  expect(modules.size).toBeGreaterThan(30);
  expect([...modules].filter((path) => path.endsWith("/screen-texts.ts"))).toEqual([]);
  const rooms = Object.values(ROOM_TEXTS);
  const subjects = new Set(
    Object.keys(Object.assign({}, SCREEN_TEXTS, ...rooms) as object).map((key) => key.split(".")[0] as string),
  );
  const shown = [...modules]
    .filter((path) => !path.includes("/i18n/texts/"))
    .flatMap((path) =>
      [...(sources[path] as string).matchAll(/["`]([a-z]+)\.[a-z$]/g)].flatMap(([, subject]) =>
        subjects.has(subject as string) ? [`${path}: ${subject}`] : [],
      ),
    );
  expect(shown).toEqual([]);
});

it.each(Object.entries(ROOM_TEXTS))("[PG27] the texts of %s are there for whatever shows them", (room, texts) => {
  const atOnce = reachable(`${SRC}/main.tsx`, "at-once");
  const parts = [...reachable(`${SRC}/main.tsx`)].flatMap(loadedLater).map((path) => reachable(path, "at-once"));
  const brings = `${SRC}/i18n/${room}-catalogue.ts`;
  const without = [atOnce, ...parts].filter((part) => !part.has(brings));
  const missing = without.flatMap((part) =>
    [...part]
      .filter((path) => !path.includes("/i18n/"))
      .flatMap((path) => namedIn(path, texts).map((key) => `${path}: ${key}`)),
  );
  expect([...new Set(missing)]).toEqual([]);
});

it.each(["main.tsx", "labels/main.tsx", "record/main.tsx"])(
  "%s loads the whole catalogue before any screen",
  (page) => {
    const imports = [...(sources[`${SRC}/${page}`] as string).matchAll(/^import .*?"([^"]+\.tsx?)";$/gm)];
    expect(imports[0]?.[1]).toMatch(/\/whole-catalogue\.ts$/);
  },
);
