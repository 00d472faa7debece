/** Sections of one plant's config for another (rules CE17 and CE18 in docs/rules/config-edits.md). */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the config
import { expect, it } from "vitest";
import { compareProposal } from "../../../../edge/config/promote/compare.ts";
import { proposalOf } from "../../../../edge/config/promote/proposal-file.ts";
import { editsOfChanges, type ProposedChange } from "../../../../edge/contracts/plant/proposal.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { editedBy } from "../../../../twin-viewer/src/screens/setup/edit-values.ts";
import { LIMITS, openPlant, realPlant, saveEdits } from "../../../fakes/config/edited-plant.ts";
import { GOOD_PLANT } from "../../../fakes/config/plant-folder.ts";

const ACT = { by: "li", at: "2026-11-29T06:00:00.000Z" };
const QUESTION = { sections: ["detectors", "notify", "kpis"], note: "tried for a week" };

const targetPlant = () =>
  openPlant(
    {
      "gemba.yaml": "gemba: 1\ninclude: [site.yaml, rules.yaml, notify.yaml]\n",
      "site.yaml": GOOD_PLANT["site.yaml"].replace("id: one", "id: two"),
      "rules.yaml": LIMITS.replace("onDelayS: 5", "onDelayS: 60"),
      "notify.yaml":
        "notify:\n  channels:\n    # by night\n" +
        "    - { id: boss, kind: webhook, url: 'https://b.example', secret: 'whsec_0123456789' }\n",
    },
    plugins,
  );

const shown = (changes: readonly ProposedChange[]) => changes.map(({ kind, path }) => `${kind} ${path.join(".")}`);

it("[CE17] a proposal has whole sections, its origin and a hash, and no secret", async () => {
  using at = realPlant();
  const file = await at.editor.propose(QUESTION, "li");
  expect(file).toMatchObject({
    gembaProposal: 1,
    plant: "acme/one",
    by: "li",
    version: null,
    note: "tried for a week",
  });
  expect(file.at).toBe("2026-11-24T02:42:07.000Z");
  expect(Object.keys(file.sections)).toEqual(["detectors", "notify"]);
  expect(file.sections["detectors"]).toEqual({ limits: { offDelayS: 3, onDelayS: 5 } });
  expect(JSON.stringify(file)).not.toMatch(/hunter2|pa55word|hook\.example/);
  expect(JSON.stringify(file.sections["notify"])).toContain("mail.example");
  // The state after an older version: the file without the newest change.
  await saveEdits(at, { kind: "set", path: ["detectors", "limits", "onDelayS"], value: 9 });
  await saveEdits(at, { kind: "set", path: ["detectors", "limits", "onDelayS"], value: 11 });
  const sections = ["detectors"];
  expect((await at.editor.propose({ sections, version: 1, note: "" }, "li")).sections).toEqual({
    detectors: { limits: { offDelayS: 3, onDelayS: 9 } },
  });
  await expect(at.editor.propose({ sections, version: 7, note: "" }, "li")).rejects.toThrow("no version 7");
});

it("[CE18] what differs is compared value by value; taken over it is one checked save with its origin", async () => {
  using from = realPlant();
  using at = targetPlant();
  const file = JSON.parse(JSON.stringify(await from.editor.propose(QUESTION, "li"), null, 2)) as unknown;
  const { revision, origin, changes, refused } = await at.editor.compareProposal(file);
  expect(refused).toEqual([]);
  expect(shown(changes)).toEqual([
    "changed detectors.limits.onDelayS",
    "added notify.channels.crew",
    "changed notify.channels.0.kind",
    "added notify.channels.0.mail",
  ]);
  const [delay] = changes;
  expect(delay).toMatchObject({ before: 60, after: 5 });
  if (origin === null) throw new Error("no origin");
  const edits = editsOfChanges(changes.slice(0, 1));
  const saved = await at.editor.save({ revision, edits, origin }, { by: "wang" });
  expect(saved).toMatchObject({ version: 1, applied: ["detectors"], restart: [] });
  expect(at.read("rules.yaml")).toBe(LIMITS);
  expect(at.editor.versions()).toMatchObject([
    { kind: "promotion", by: "wang", origin: { plant: "acme/one", by: "li", note: "tried for a week" } },
  ]);
  expect(at.read("notify.yaml")).toContain("# by night");
  const again = await at.editor.compareProposal(file);
  expect(shown(again.changes)).not.toContain("changed detectors.limits.onDelayS");
});

it("[CE18] items are the same by their name, wherever they stand; each change can be taken alone", () => {
  const before = {
    kpis: { a: [1, 2], gone: true },
    assets: [
      { label: "A", pose: { x: 1 } },
      { label: "B", pose: { x: 2 }, documents: [{ name: "old" }, { name: "kept" }] },
      { label: "C" },
      { label: "D" },
    ],
    adjust: [{ tags: { kind: 1 } }],
  };
  const after = {
    kpis: { a: [2, 1] },
    assets: [{ label: "D" }, { label: "E" }, { label: "B", pose: { x: 3 }, documents: [{ name: "kept" }] }],
    adjust: [{ tags: { kind: 1 } }, { tags: { kind: 2 } }],
    new: { x: 1 },
  };
  const question = { sections: Object.keys(after), note: "" };
  const { changes, refused } = compareProposal(proposalOf(after, question, ACT), before);
  expect(refused).toEqual([]);
  expect(shown(changes)).toEqual([
    "changed kpis.a",
    "removed kpis.gone",
    "added assets.E",
    "changed assets.1.pose.x",
    "removed assets.1.documents.0",
    "removed assets.0",
    "removed assets.2",
    "changed adjust",
    "added new",
  ]);
  const all = editedBy(before, editsOfChanges(changes));
  expect({ ...all, assets: (all["assets"] as { label: string }[]).map(({ label }) => label).sort() }).toEqual({
    ...after,
    assets: ["B", "D", "E"],
  });
  expect((all["assets"] as object[])[0]).toEqual(after.assets[2]);
  const some = editedBy(before, editsOfChanges(changes.filter(({ kind }) => kind !== "removed")));
  expect(some).toMatchObject({ kpis: { a: [2, 1], gone: true }, new: { x: 1 } });
  expect(some["assets"]).toHaveLength(5);
});

it("[CE18] a changed, a newer, a foreign file and references to the other machine are refused", () => {
  const values = {
    site: { enterprise: "acme", id: "one" },
    sources: [{ name: "a", url: "${env:HOST}" }],
    include: ["x"],
  };
  const file = proposalOf(values, { sections: ["sources", "include", "missing"], note: "" }, ACT);
  const codes = (one: unknown, plant = {}) => compareProposal(one, plant).refused.map(({ code }) => code);
  expect(Object.keys(file.sections)).toEqual(["sources", "include"]);
  expect(codes(file)).toEqual(["proposal-reference", "proposal-of-files"]);
  expect(codes(file, { sources: [{ name: "a", url: "opc.tcp://x" }] })).toEqual([
    "proposal-reference",
    "proposal-of-files",
  ]);
  expect(codes(file, values)).toEqual(["proposal-of-files"]);
  for (const one of [
    null,
    1,
    "x",
    [],
    {},
    { gembaProposal: "1" },
    { gembaProposal: 1 },
    { gembaProposal: 1, sections: [] },
  ])
    expect(codes(one)).toEqual(["proposal-none"]);
  expect(codes({ ...file, gembaProposal: 2 })).toEqual(["proposal-newer"]);
  for (const change of [{ by: "wang" }, { sections: {} }, { hash: "" }, { extra: 1 }])
    expect(codes({ ...file, ...change })).toEqual(["proposal-changed"]);
});
