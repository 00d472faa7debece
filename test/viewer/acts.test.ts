import { expect, it } from "vitest";
import { WORK_CYCLE } from "../../edge/contracts/records/work-cycle.ts";
import { actText } from "../../twin-viewer/src/i18n/acts.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";

const sources: Record<string, string> = import.meta.glob("../../edge/**/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Codes that the edge's code writes into the audit log, with variables expanded. */
function codesOfEdge(): string[] {
  const code = Object.values(sources).join("\n");
  const plain = [...code.matchAll(/\baction: (?:[^"`,\n]+ \? )?"([a-z.]+)"(?: : "([a-z.]+)")?/g)].flatMap(
    ([, one, other]) => [one, other],
  );
  const acts = [
    ...(sources["../../edge/contracts/alerts/alert.ts"] ?? "").matchAll(/\{ readonly kind: "([a-z-]+)"(?:;| \})/g),
  ].map(([, kind]) => `alert.${kind}`);
  const commands = [...code.matchAll(/record\("(command\.[a-z]+)"/g)].map(([, one]) => one);
  const work = ["report", ...Object.keys(WORK_CYCLE.acts)].map((kind) => `work.${kind}`);
  const saved = ["view", "annotation", "calculated-tag", "period-definition"].flatMap((kind) => [
    `${kind}.save`,
    `${kind}.remove`,
  ]);
  const trust = ["certificate.trust", "certificate.reject", "service.remove", "service.return"];
  return [...new Set([...plain, ...acts, ...commands, ...work, ...saved, ...trust].filter((one) => one !== undefined))];
}

it("every recorded action has words in both languages", () => {
  const codes = codesOfEdge();
  expect(codes).toEqual(
    expect.arrayContaining([
      "alert.remove-from-service",
      "user.role",
      "user.password",
      "command.send",
      "login.oidc",
      "state.reason",
    ]),
  );
  for (const spoken of ["en", "zh"] as const) {
    language.value = spoken;
    expect(codes.filter((code) => actText(code) === code)).toEqual([]);
  }
});

it("a code of a newer edge is shown unchanged", () => {
  expect(actText("pump.start")).toBe("pump.start");
});
