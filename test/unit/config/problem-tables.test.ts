/** Texts of the problems of a config, in tables beside the code that finds the problems. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { API } from "../../../edge/api/http/problem-table.ts";
import { REACH } from "../../../edge/compose/alerting/problem-table.ts";
import { COMPONENTS } from "../../../edge/config/problem-table/components.ts";
import { DRAWINGS } from "../../../edge/config/problem-table/drawings.ts";
import { FILES as FILES_OF_CONFIG } from "../../../edge/config/problem-table/files.ts";
import { PLANT } from "../../../edge/config/problem-table/plant.ts";
import { SCHEMA } from "../../../edge/config/problem-table/schema.ts";
import { TYPES } from "../../../edge/config/problem-table/types.ts";
import { PROMOTE } from "../../../edge/config/promote/problem-table.ts";
import { TAG_SHEET } from "../../../edge/config/tag-sheet/problem-table.ts";
import { WAVEFORM } from "../../../edge/contracts/path/problem-table.ts";
import {
  type ConfigTextRow,
  type ConfigTextTable,
  configTexts,
  listed,
} from "../../../edge/contracts/plant/config-text.ts";
import { DASHBOARDS } from "../../../edge/dashboards/problem-table.ts";
import { RULES } from "../../../edge/detect/rules/problem-table.ts";
import { DISPATCH } from "../../../edge/dispatch/problem-table.ts";
import { PIECES } from "../../../edge/energy/pieces/problem-table.ts";
import { ENERGY } from "../../../edge/energy/problem-table.ts";
import { TARIFFS } from "../../../edge/energy/tariff/problem-table.ts";
import { EXPLORE } from "../../../edge/explore/problem-table.ts";
import { LINK } from "../../../edge/fleet/link/problem-table.ts";
import { PEOPLE } from "../../../edge/forecast/people/problem-table.ts";
import { STUDY } from "../../../edge/forecast/problem-table.ts";
import { HUB_OIDC } from "../../../edge/hub/problem-table.ts";
import { STORE } from "../../../edge/hub/store/problem-table.ts";
import { ISLANDS } from "../../../edge/islands/problem-table.ts";
import { NOTIFY } from "../../../edge/notify/problem-table.ts";
import { PASSPORT } from "../../../edge/passport/problem-table.ts";
import { MATERIAL } from "../../../edge/production/material/problem-table.ts";
import { QUALITY } from "../../../edge/quality/problem-table.ts";
import { REPORTS } from "../../../edge/reports/problem-table.ts";
import { GAS } from "../../../edge/safety/gas/problem-table.ts";
import { LIVE_RISK } from "../../../edge/safety/live/problem-table.ts";
import { PERMITS } from "../../../edge/safety/permits/problem-table.ts";
import { SAFETY } from "../../../edge/safety/register/problem-table.ts";
import { VISION } from "../../../edge/safety/vision/problem-table.ts";
import { FAULTS } from "../../../edge/schedule/check/problem-table.ts";
import { WORK_PLAN } from "../../../edge/schedule/problem-table.ts";
import { PLANT_UNKNOWN } from "../../../edge/schedules/problem-table.ts";
import { MODBUS } from "../../../edge/sources/modbus/problem-table.ts";
import { MQTT } from "../../../edge/sources/mqtt/problem-table.ts";
import { MTCONNECT } from "../../../edge/sources/mtconnect/problem-table.ts";
import { OPCUA } from "../../../edge/sources/opcua/problem-table.ts";
import { S7 } from "../../../edge/sources/s7/problem-table.ts";
import { STANDBY } from "../../../edge/standby/problem-table.ts";
import { UNS } from "../../../edge/uns/problem-table.ts";
import { MAINTENANCE } from "../../../edge/upkeep/problem-table.ts";

const EDGE = join(import.meta.dirname, "../../../edge");
const HAN = /\p{Script=Han}/u;
const FILES = readdirSync(EDGE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const TABLES = FILES.filter((name) => /(?:^|\/)problem-table(?:\.ts|\/)/.test(name));

/** The tables by file; the first test checks that none is missing. */
const ROWS: Readonly<Record<string, ConfigTextTable>> = {
  "api/http/problem-table.ts": API,
  "compose/alerting/problem-table.ts": REACH,
  "config/problem-table/components.ts": COMPONENTS,
  "config/problem-table/drawings.ts": DRAWINGS,
  "config/problem-table/files.ts": FILES_OF_CONFIG,
  "config/problem-table/plant.ts": PLANT,
  "config/problem-table/schema.ts": SCHEMA,
  "config/problem-table/types.ts": TYPES,
  "config/promote/problem-table.ts": PROMOTE,
  "config/tag-sheet/problem-table.ts": TAG_SHEET,
  "contracts/path/problem-table.ts": WAVEFORM,
  "detect/rules/problem-table.ts": RULES,
  "dashboards/problem-table.ts": DASHBOARDS,
  "energy/pieces/problem-table.ts": PIECES,
  "energy/problem-table.ts": ENERGY,
  "fleet/link/problem-table.ts": LINK,
  "hub/problem-table.ts": HUB_OIDC,
  "hub/store/problem-table.ts": STORE,
  "passport/problem-table.ts": PASSPORT,
  "explore/problem-table.ts": EXPLORE,
  "forecast/people/problem-table.ts": PEOPLE,
  "forecast/problem-table.ts": STUDY,
  "islands/problem-table.ts": ISLANDS,
  "notify/problem-table.ts": NOTIFY,
  "production/material/problem-table.ts": MATERIAL,
  "energy/tariff/problem-table.ts": TARIFFS,
  "quality/problem-table.ts": QUALITY,
  "reports/problem-table.ts": REPORTS,
  "safety/gas/problem-table.ts": GAS,
  "safety/live/problem-table.ts": LIVE_RISK,
  "safety/permits/problem-table.ts": PERMITS,
  "safety/register/problem-table.ts": SAFETY,
  "safety/vision/problem-table.ts": VISION,
  "schedule/check/problem-table.ts": FAULTS,
  "schedule/problem-table.ts": WORK_PLAN,
  "dispatch/problem-table.ts": DISPATCH,
  "schedules/problem-table.ts": PLANT_UNKNOWN,
  "sources/modbus/problem-table.ts": MODBUS,
  "sources/mtconnect/problem-table.ts": MTCONNECT,
  "sources/mqtt/problem-table.ts": MQTT,
  "sources/opcua/problem-table.ts": OPCUA,
  "sources/s7/problem-table.ts": S7,
  "standby/problem-table.ts": STANDBY,
  "uns/problem-table.ts": UNS,
  "upkeep/problem-table.ts": MAINTENANCE,
};

/** Every row of every table, with its file. */
function rowsOfAll(): (readonly [code: string, row: ConfigTextRow, file: string])[] {
  return Object.entries(ROWS).flatMap(([file, table]) =>
    Object.entries(table).map(([code, row]) => [code, row, file] as const),
  );
}

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

it("[CF10] every problem that code can find has a text and advice in both languages, under a code of its own", () => {
  expect(Object.keys(ROWS).sort()).toEqual([...TABLES].sort());
  const rows = rowsOfAll();
  expect(rows.length).toBeGreaterThan(110);
  const seen = new Map<string, string>();
  for (const [code, { en, zh, remedy }, file] of rows) {
    expect(seen.get(code), `${code} stands twice`).toBeUndefined();
    seen.set(code, file);
    for (const [one, other] of [[en, zh], ...(remedy === undefined ? [] : [[remedy.en, remedy.zh]])]) {
      if (/\p{L}/u.test(String(other).replaceAll(/\{\w+\}/g, ""))) expect(other, code).toMatch(HAN);
      expect(one, code).not.toMatch(HAN);
      const known = new Set([...namesIn(en), ...namesIn(remedy?.en ?? "")]);
      expect(
        namesIn(String(other)).filter((name) => !known.has(name)),
        code,
      ).toEqual([]);
    }
  }
});

it("[CF10] every row is used by code, and no code words a problem by itself", () => {
  const sources = new Map(FILES.map((file) => [file, readFileSync(join(EDGE, file), "utf8")]));
  const all = [...sources].filter(([file]) => !TABLES.includes(file)).map(([, text]) => text);
  const inTables = TABLES.map((file) => sources.get(file) ?? "");
  const unused = rowsOfAll().filter(
    ([code]) =>
      !all.some((text) => text.includes(`"${code}"`)) &&
      !inTables.some((text) => text.includes(`Sentence("${code}"`) || text.includes(`sentence("${code}"`)),
  );
  expect(unused.map(([code]) => code)).toEqual([]);
  const byHand = [...sources].filter(([, text]) =>
    /\bdocument\.(?:problem|warn)\(\s*[^;]*?,\s*[`"][^`"]* /.test(text.replaceAll(/problem\(\s*"[\w-]+"/g, "")),
  );
  expect(byHand.map(([file]) => file)).toEqual([]);
});

it("[CF10] a text takes words in both languages, and names as each language lists them", () => {
  const { problem } = configTexts({
    odd: { en: "{what} of {names}", zh: "{names} 的{what}", remedy: { en: "write {what}", zh: "请写{what}" } },
  });
  const names = listed(["a{what}", { en: "one", zh: "一" }, "c"], 2);
  expect(problem("odd", { what: { en: "map", zh: "地图" }, names })).toEqual({
    code: "odd",
    params: { what: "map", names: "a{what}, one and 1 more" },
    message: { en: "map of a{what}, one and 1 more", zh: "a{what}、一 等 3 项 的地图" },
    remedy: { en: "write map", zh: "请写地图" },
  });
});
