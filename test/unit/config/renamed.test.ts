import { join } from "node:path";
import { expect, it } from "vitest";
import { problem } from "../../../edge/config/config-texts.ts";
import { readPlant } from "../../../edge/config/read-plant.ts";
import { type Renamed, readRenamed } from "../../../edge/config/renamed.ts";
import { plantFolder } from "../../fakes/config/plant-folder.ts";

const RENAMED: readonly Renamed[] = [
  { steps: ["historian", "keepHours"], to: "retentionHours" },
  { steps: ["sources", "*", "pollMs"], to: "everyMs" },
  { steps: ["types", "*", "tags", "*", "unitCode"], to: "unit" },
];

const OLD = `gemba: 1
historian: { keepHours: 12 }
sources:
  - { name: a, pollMs: 5 }
  - { name: b, pollMs: 6, everyMs: 7 }
types:
  lathe: { tags: [{ signal: speed, unitCode: /min }] }
`;

it("[FS15] a renamed key is read under its old name and named with its place; the new name takes precedence", () => {
  using folder = plantFolder({ "gemba.yaml": OLD });
  const { document } = readPlant(join(folder.path, "gemba.yaml"), {});
  readRenamed(document, RENAMED);
  expect(document.root).toMatchObject({
    historian: { retentionHours: 12 },
    sources: [
      { name: "a", everyMs: 5 },
      { name: "b", everyMs: 7 },
    ],
    types: { lathe: { tags: [{ signal: "speed", unit: "/min" }] } },
  });
  expect(JSON.stringify(document.root)).not.toMatch(/keepHours|pollMs|unitCode/);
  expect(document.warnings.map(({ line, path, message }) => `${line} ${path}: ${message.en}`)).toEqual([
    "2 historian.keepHours: keepHours is called retentionHours now",
    "4 sources[0].pollMs: pollMs is called everyMs now",
    "5 sources[1].pollMs: pollMs is called everyMs now",
    "7 types.lathe.tags[0].unitCode: unitCode is called unit now",
  ]);
  expect(document.warnings[0]?.remedy.en).toBe(
    "write retentionHours instead; the next release does not read keepHours any more",
  );
  // A problem of the value is reported at its place.
  document.problem(["historian", "retentionHours"], problem("file-no-map", {}));
  expect(document.problems[0]).toMatchObject({ line: 2, path: "historian.retentionHours" });
});

it("[FS15] a config without old names is left as it is", () => {
  using folder = plantFolder({ "gemba.yaml": "gemba: 1\nhistorian: { retentionHours: 3 }\n" });
  const { document } = readPlant(join(folder.path, "gemba.yaml"), {});
  readRenamed(document);
  expect(document.root).toEqual({ gemba: 1, historian: { retentionHours: 3 } });
  expect(document.warnings).toEqual([]);
});
