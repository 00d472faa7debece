import { dirname, join, normalize } from "node:path/posix";
import { expect, it } from "vitest";
import { SCREEN_TEXTS } from "../../twin-viewer/src/i18n/screen-texts.ts";
import { dashboardTexts } from "../../twin-viewer/src/i18n/texts/dashboards.ts";
import { layoutTexts } from "../../twin-viewer/src/i18n/texts/layout.ts";
import { reportTexts } from "../../twin-viewer/src/i18n/texts/reports.ts";
import { setupTexts } from "../../twin-viewer/src/i18n/texts/setup.ts";
import { tokenTexts } from "../../twin-viewer/src/i18n/texts/tokens.ts";

const SRC = "../../twin-viewer/src";
const sources: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The modules that a page loads, at once or later. */
function reachable(entry: string): Set<string> {
  const found = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const text = sources[path];
    if (text === undefined || found.has(path)) continue;
    found.add(path);
    for (const [, from] of text.matchAll(/^(?:import|export|\} from)(?! type)[^;]*?"(\.[^"]+)";/gm))
      open.push(normalize(join(dirname(path), from as string)));
    for (const [, from] of text.matchAll(/import\("(\.[^"]+)"\)/g))
      open.push(normalize(join(dirname(path), from as string)));
  }
  return found;
}

it("[PG17] the phone's page loads no texts of the screens, and shows none", () => {
  const modules = reachable(`${SRC}/phone/main.tsx`);
  expect(modules.size).toBeGreaterThan(30);
  expect([...modules].filter((path) => path.endsWith("/screen-texts.ts"))).toEqual([]);
  const rooms = { ...dashboardTexts, ...layoutTexts, ...reportTexts, ...setupTexts, ...tokenTexts };
  const subjects = new Set(Object.keys({ ...SCREEN_TEXTS, ...rooms }).map((key) => key.split(".")[0] as string));
  const shown = [...modules]
    .filter((path) => !path.includes("/i18n/texts/"))
    .flatMap((path) =>
      [...(sources[path] as string).matchAll(/["`]([a-z]+)\.[a-z$]/g)].flatMap(([, subject]) =>
        subjects.has(subject as string) ? [`${path}: ${subject}`] : [],
      ),
    );
  expect(shown).toEqual([]);
});

it.each(["main.tsx", "labels/main.tsx", "record/main.tsx"])(
  "%s loads the whole catalogue before any screen",
  (page) => {
    const imports = [...(sources[`${SRC}/${page}`] as string).matchAll(/^import .*?"([^"]+\.tsx?)";$/gm)];
    expect(imports[0]?.[1]).toMatch(/\/whole-catalogue\.ts$/);
  },
);
