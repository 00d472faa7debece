import { pino } from "pino";
import { expect, it } from "vitest";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { StandbyView } from "../../../edge/contracts/path/write-gate.ts";
import { standbySection } from "../../../edge/standby/section.ts";

const VIEW: StandbyView = {
  isAlone: false,
  aloneMs: 0,
  behindBytes: 0,
  behindMs: 0,
  isWitnessed: true,
  differs: undefined,
};

it("[SB22] [SB43] [SB21] alerts say that a box is alone, behind, without a witness or of another config", async () => {
  let view: StandbyView | undefined = VIEW;
  const standing = new Map<string, Finding>();
  const context = {
    book: {
      apply: (findings: readonly Finding[]) => {
        for (const one of findings)
          if (one.standing) standing.set(one.rule, one);
          else standing.delete(one.rule);
      },
    },
    gate: { view: () => view },
    inlet: {},
    dataDir: "/nowhere",
    edgeUid: "edge",
    now: () => 1,
    log: pino({ level: "silent" }),
  };
  const open = standbySection.open as unknown as (
    section: object,
    given: object,
  ) => Promise<{ tick?(at: number): void; close(): Promise<void> }>;
  const section = await open({}, context);
  const rules = (next: Partial<StandbyView>): string[] => {
    view = { ...VIEW, ...next };
    section.tick?.(1);
    return [...standing.keys()];
  };
  expect(rules({})).toEqual([]);
  expect(rules({ isAlone: true, aloneMs: 2_000 })).toEqual([]);
  expect(rules({ isAlone: true, aloneMs: 11_000 })).toEqual(["standby/alone"]);
  expect(rules({ behindMs: 12_000 })).toEqual(["standby/behind"]);
  expect(standing.get("standby/behind")?.message).toMatchObject({ zh: expect.stringContaining("12") });
  expect(rules({ isWitnessed: false })).toEqual(["standby/witness"]);
  expect(rules({ differs: { files: ["rules.yaml"], more: 2, versions: null } })).toEqual(["standby/config"]);
  for (const text of ["zh", "en"] as const)
    expect(standing.get("standby/config")?.message[text]).toContain("rules.yaml");
  expect(rules({})).toEqual([]);
  rules({ differs: { files: [], more: 0, versions: { own: "1", other: "2" } } });
  expect(standing.get("standby/config")?.message.en).toContain("1 here and 2 there");
  await section.close();
  const { gate: _gate, ...without } = context;
  const alone = await open({}, without);
  expect([...standing.keys()]).toEqual([]);
  expect(alone.tick).toBeUndefined();
});
