import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { language } from "../../../twin-viewer/src/i18n/chosen.ts";
import { partNames, sectionName, sectionNames } from "../../../twin-viewer/src/screens/setup/section-names.ts";

it("[CE21] every section has a name in both languages, and a save names what it changes by it", () => {
  const schema = readFileSync(new URL("../../../config/schema.json", import.meta.url), "utf8");
  const names = sectionNames(JSON.parse(schema) as object);
  expect(names.length).toBeGreaterThan(20);
  const said = (spoken: "en" | "zh") => {
    language.value = spoken;
    return names.map(sectionName);
  };
  expect(said("en").filter((name, at) => name === names[at])).toEqual([]);
  expect(said("zh").filter((name) => !/\p{Script=Han}/u.test(name))).toEqual([]);
  expect(partNames(["limits", "notify", "detectors.rules"])).toBe("标签限值, 通知渠道, 检测与限值 (rules)");
});
