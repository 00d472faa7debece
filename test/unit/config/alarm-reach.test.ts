import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkPlant } from "../../../edge/config/check.ts";
import { plugins } from "../../../edge/plugins.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-reach-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FORCE = 'binding: { path: "plc:Force" }';
const PLANT = `gemba: 1
site: { enterprise: acme, id: p1, name: { zh: 厂, en: Plant }, timeZone: Europe/Berlin, currency: EUR, shifts: [] }
floor: { width: 20, depth: 10 }
namespaces: { plc: "http://plc.example" }
sources:
  - { name: plc, kind: opcua, endpoint: "opc.tcp://127.0.0.1:4840", security: { mode: none, insecure: true } }
types:
  press:
    kind: press
    tags:
      - { signal: speed, name: { zh: 速度, en: Speed }, type: number, unit: mm/s, binding: { path: "plc:Speed" } }
      - { signal: force, name: { zh: 力, en: Force }, type: number, unit: kN, limits: { high: 450 }, ${FORCE} }
assets:
  - { uid: "urn:a:1", label: PRS-1, type: press, name: { zh: 压机, en: Press }, path: acme/p1/l/prs-1,
      source: plc, address: { root: /Objects } }
`;
const MAIL = "{ host: 127.0.0.1, security: insecure, from: a@b.example, to: [c@d.example] }";
const RESPONSE = "response: { action: { zh: 看, en: look }, consequence: { zh: 停, en: it stops }, withinMin: 10 }";
const ALARM = `detectors: { limits: { annunciation: alarm, ${RESPONSE} } }\n`;
const channel = (more: string): string => `notify: { channels: [{ id: crew, kind: email, mail: ${MAIL}, ${more} }] }\n`;

async function warnings(more: string): Promise<string[]> {
  writeFileSync(join(folder, "gemba.yaml"), PLANT + more);
  const { ok, text } = await checkPlant(folder, plugins);
  expect(ok, text).toBe(true);
  return text.split("\n").filter((line) => line.startsWith("warning: "));
}

it("[A100] limits without annunciation are named with file, line and the text to add", async () => {
  for (const detectors of ["", "detectors: {}\n"]) {
    const [found, ...more] = await warnings(detectors);
    expect(more).toEqual([]);
    expect(found).toMatch(/gemba\.yaml:12 .*limits of 1 tag raise advisories only.*press force/);
    expect(found).toContain("detectors.limits: { annunciation: alarm, response: { action, consequence, withinMin } }");
  }
  expect(await warnings("detectors: { limits: { annunciation: advisory } }\n")).toEqual([]);
  expect(await warnings(ALARM)).toEqual([]);
  expect(
    await warnings(
      `detectors: { limits: { adjust: [{ tags: { signal: force }, annunciation: alarm, ${RESPONSE} }] } }\n`,
    ),
  ).toEqual([]);
});

it("[N20] a channel that no rule reaches by priority, kind or asset is named, with the missing priority", async () => {
  const said = (await warnings(ALARM + channel("language: en"))).join("\n");
  expect(said).toMatch(
    /gemba\.yaml:17 .*channel "crew" sends alarms of priority 1, 2, and no rule .* raises one.*add priority 3/,
  );
  expect(said).toMatch(/no channel sends this alarm: limits of force \(PRS-1, priority 3\)/);
  expect(await warnings(ALARM + channel("priorities: [1, 2, 3]"))).toEqual([]);
  expect((await warnings(ALARM + channel("priorities: [3], kinds: [lathe]"))).join()).toContain(
    "of the assets that it is for raises one",
  );
  expect((await warnings(ALARM + channel('priorities: [3], assets: ["LTH-*"]'))).join()).toContain(
    "change kinds and assets of the channel",
  );
  expect((await warnings(channel("priorities: [1, 2, 3]"))).join()).toContain("make an alarm of a limit or a rule");
});

it("[N21] alarms that no channel sends are named, but only where there are channels", async () => {
  const fast = `{ id: fast, tags: { signal: speed }, in: [9], severity: 300, ${RESPONSE} }`;
  const rule = `detectors: { limits: { annunciation: advisory }, states: [${fast}] }\n`;
  expect(await warnings(rule)).toEqual([]);
  const found = await warnings(rule + channel("priorities: [1]"));
  expect(found.join("\n")).toMatch(/no channel sends this alarm: states "fast" \(PRS-1, priority 3\)/);
});
