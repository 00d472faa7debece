import { expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { ComponentHealth } from "../../../../edge/health/book/component-health.ts";
import { Experience } from "../../../../edge/health/book/experience.ts";
import { EarlierLives } from "../../../../edge/health/prognosis/earlier-lives.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";

const S = 1e6;
const FLOW = 0;

function coolant() {
  const watch = new FakeWatch("coolant", [
    signatureOf("coolant-loss", { flow: -1, level: -1 }),
    signatureOf("filter-clogging", { flow: -1 }),
  ]);
  const health = new ComponentHealth({
    earlier: new EarlierLives(),
    assetType: "lathe",
    experience: new Experience(),
    assetUid: "cnc" as AssetUid,
    path: "coolant",
    name: { zh: "冷却液", en: "Coolant" },
    newest: () => 42,
    watches: [watch],
  });
  return { watch, health };
}

it("[HB15] the condition has the kinds with their texts, the severity and the health of the finding", () => {
  const { watch, health } = coolant();
  watch.strengths[FLOW] = -6;
  health.tick(S, false);
  expect(health.condition).toMatchObject({ stage: "watch", severity: null, rul: null });
  expect(health.life.evidence).toHaveLength(1);
  watch.strengths.set([-12, -12]);
  watch.damage = 0.5;
  const said = health.tick(2 * S, false);
  // The evidence is weaker now and has the signs of another fault; the finding stays as it was raised.
  watch.strengths.set([-6, 0]);
  watch.damage = 0.51;
  health.tick(3 * S, false);
  const { hypotheses, severity, health: share } = health.condition;
  expect(hypotheses.map(({ kind, p }) => ({ kind, p }))).toEqual(said?.hypotheses);
  expect(hypotheses[0]).toMatchObject({ name: { en: "coolant-loss" }, advice: { en: "quantity" } });
  expect([severity, share]).toEqual([said?.severity, said?.health]);
  expect(health.life.evidence).toBe(said?.evidence);
});

it("[HB14] the life of a component restarts when it is replaced", () => {
  const { watch, health } = coolant();
  watch.damage = 0.9;
  health.tick(S, false);
  expect([...health.life.curve.health]).toEqual([10]);
  health.renewed();
  watch.damage = 0;
  health.tick(2 * S, false);
  expect([...health.life.curve.health]).toEqual([100]);
});
