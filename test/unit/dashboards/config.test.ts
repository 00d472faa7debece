/** The `dashboards:` section: docs/rules/dashboards.md. */
import { expect, it } from "vitest";
import type { Dashboards } from "../../../edge/contracts/dashboards/dashboard.ts";
import { areaDashboardId, generatedDashboards } from "../../../edge/contracts/dashboards/generated.ts";
import { overlap } from "../../../edge/contracts/dashboards/grid.ts";
import { dashboardsSection } from "../../../edge/dashboards/config.ts";
import { loadPlant } from "../../fakes/dashboards/plant.ts";

const GOOD = `
dashboards:
  list:
    - id: milling
      title: { zh: 铣削, en: Milling }
      variable: { kind: area, default: acme/plant1/forming }
      panels:
        - { kind: gauge, at: { x: 0, y: 0, w: 3, h: 3 }, signal: force }
        - { kind: text, at: { x: 3, y: 0, w: 3, h: 3 }, text: { zh: 注意, en: Mind } }
  rotation:
    - { dashboard: milling, seconds: 20, variable: acme/plant1/forming }
    - { dashboard: area-forming, seconds: 20 }
  defaults: { operator: milling }
`;

it("[DB1] takes dashboards, a rotation and the first dashboard by role; generated ones may be named", async () => {
  const { problems, config } = await loadPlant(GOOD);
  expect(problems).toEqual([]);
  expect(config?.dashboards.list[0]?.panels.map(({ kind }) => kind)).toEqual(["gauge", "text"]);
  expect((await loadPlant("")).config?.dashboards).toEqual({ list: [], rotation: [], defaults: {} });
});

it("[DB2] refuses unknown keys and names, options of another kind, and panels over each other", async () => {
  const { problems } = await loadPlant(`
dashboards:
  list:
    - id: a
      title: { zh: 甲, en: A }
      variable: { kind: asset, default: PRS-9 }
      panels:
        - { kind: value, at: { x: 0, y: 0, w: 3, h: 2 }, signal: force }
        - { kind: value, at: { x: 2, y: 1, w: 3, h: 2 }, signal: force }
        - { kind: alerts, at: { x: 10, y: 0, w: 3, h: 2 }, scope: { area: acme/plant1/nowhere } }
        - { kind: gauge, at: { x: 0, y: 4, w: 3, h: 2 }, signal: force, min: 5, max: 5 }
        - { kind: trend, at: { x: 3, y: 4, w: 3, h: 2 } }
    - { id: a, title: { zh: 乙, en: B }, panels: [] }
  rotation: [{ dashboard: none, seconds: 20 }]
  defaults: { viewer: neither }
`);
  expect(problems.map(({ path, code }) => `${path.replace("dashboards.", "")}: ${code}`)).toEqual([
    "list[0].variable.default: dashboard-scope",
    "list[0].panels[1].at: panel-overlap",
    "list[0].panels[2].at: panel-outside",
    "list[0].panels[2].scope.area: dashboard-scope",
    "list[0].panels[3].min: panel-scale",
    "list[0].panels[4]: panel-trend",
    "list[1].id: dashboard-twice",
    "rotation[0].dashboard: dashboard-unknown",
    "defaults.viewer: dashboard-unknown",
  ]);
  const wrong = async (panel: string) =>
    (await loadPlant(`dashboards: { list: [{ id: a, title: { zh: 甲, en: A }, panels: [${panel}] }] }`)).problems;
  expect((await wrong("{ kind: alerts, at: { x: 0, y: 0, w: 3, h: 2 }, signal: force }"))[0]?.path).toContain("signal");
  expect((await wrong("{ kind: alerts, at: { x: 0, y: 0, w: 3, h: 2 }, colour: red }"))[0]?.path).toContain("colour");
});

it("[DB19] a panel of the balance has a medium and a time; other media are refused", async () => {
  const problems = async (panel: string) =>
    (await loadPlant(`dashboards: { list: [{ id: a, title: { zh: 甲, en: A }, panels: [${panel}] }] }`)).problems;
  const panel = "kind: balance, at: { x: 0, y: 0, w: 6, h: 6 }";
  expect(await problems(`{ ${panel}, medium: water, seconds: 86400 }`)).toEqual([]);
  expect(await problems(`{ ${panel} }`)).toEqual([]);
  expect((await problems(`{ ${panel}, medium: beer }`))[0]?.path).toContain("panels[0]");
});

it("[DB3] a reload gives the new dashboards at once", async () => {
  const before: Dashboards = { list: [], rotation: [], defaults: {} };
  const open = await dashboardsSection.open?.(before, {} as never);
  const next: Dashboards = { ...before, list: [{ id: "a", title: { zh: "甲", en: "A" }, panels: [] }] };
  open?.apply?.(next, []);
  expect(open?.offers?.dashboards.read()).toBe(next);
});

const asset = (label: string, path: string, kind: string, hasState = true) => ({
  label,
  equipmentPath: path,
  kind,
  hasState,
});

it("[DB4] a plant has dashboards without YAML: areas, maintenance, energy and quality", () => {
  const places = [{ path: "a/p/mill", name: { zh: "铣削", en: "Milling" } }];
  const ids = (assets: ReturnType<typeof asset>[]) => generatedDashboards({ assets, places }).map(({ id }) => id);
  const mill = asset("M1", "a/p/mill/l/c/m1", "machining-centre");
  const meter = asset("E1", "a/p/power/l/c/e1", "meter", false);
  const cmm = asset("Q1", "a/p/lab/l/c/q1", "cmm");
  expect(ids([])).toEqual([]);
  expect(ids([mill])).toEqual(["area-mill", "maintenance"]);
  expect(ids([mill, meter, cmm])).toEqual(["area-mill", "area-lab", "maintenance", "energy", "quality"]);
  expect(ids([meter])).toEqual(["energy"]);
  // [DB19] The balance is part of the energy dashboard.
  expect(generatedDashboards({ assets: [meter], places })[0]?.panels.map(({ kind }) => kind)).toEqual([
    ...["energy", "map", "balance"],
  ]);
  expect(generatedDashboards({ assets: [mill], places })[0]?.title.en).toBe("Milling");
  // [DB18] What is due comes first, and no two panels lie over each other.
  const [, maintenance] = generatedDashboards({ assets: [mill], places });
  const panels = maintenance?.panels ?? [];
  expect(panels.map(({ kind }) => kind)).toEqual(["due", "alerts", "states", "pareto"]);
  expect(panels.filter((one, i) => panels.slice(0, i).some((other) => overlap(one.at, other.at)))).toEqual([]);
  expect(areaDashboardId("a/p/Halle 2")).toBe("area-halle-2");
});
