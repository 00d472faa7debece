import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Operation, permissionsFor } from "../../../../edge/api/permissions.ts";
import { exportJournal, readJournal } from "../../../../edge/api/services/access/journal.ts";
import { acknowledgeTogether, actOnAlert } from "../../../../edge/api/services/alerts/acts.ts";
import { groupedAlerts } from "../../../../edge/api/services/alerts/groups.ts";
import { alarmFiguresOf, exportAlerts, listAlerts } from "../../../../edge/api/services/alerts/lists.ts";
import {
  listOutOfService,
  removeFromService,
  returnToService,
} from "../../../../edge/api/services/alerts/out-of-service.ts";
import { type Caller, refusalOf } from "../../../../edge/api/services/caller.ts";
import { lookAtServer, readValues } from "../../../../edge/api/services/edge/discovery.ts";
import { checkedExpression, foundPeriods, manyCurves } from "../../../../edge/api/services/explore/explore.ts";
import { exportCurves } from "../../../../edge/api/services/explore/export.ts";
import {
  COLLECTIONS,
  type Collection,
  listAnnotations,
  listSaved,
  oneSaved,
  removeSaved,
  save,
} from "../../../../edge/api/services/explore/saved.ts";
import {
  askForecast,
  forecastChoices,
  forecastStates,
  listForecasts,
  oneForecast,
  removeForecast,
} from "../../../../edge/api/services/forecasts/forecasts.ts";
import { componentHealthIn, componentLifeIn } from "../../../../edge/api/services/health/component-health.ts";
import { aggregatesOf, alignedOf, stateDurationsOf } from "../../../../edge/api/services/history/figures.ts";
import { gapsIn } from "../../../../edge/api/services/history/gaps.ts";
import { tagsWithSample } from "../../../../edge/api/services/history/newest-samples.ts";
import {
  promInstant,
  promLabels,
  promMetrics,
  promRange,
  promSeries,
} from "../../../../edge/api/services/history/prometheus.ts";
import { rawSamplesCsv, rawSamplesPage } from "../../../../edge/api/services/history/raw-samples.ts";
import { askSql } from "../../../../edge/api/services/history/sql.ts";
import { trendOf } from "../../../../edge/api/services/history/trends.ts";
import { waveformOf, waveformsOf } from "../../../../edge/api/services/history/waveforms.ts";
import {
  checkConfig,
  compareProposal,
  compareTags,
  listVersions,
  proposeSections,
  readConfigSchema,
  readConfigTree,
  readVersion,
  saveConfig,
  tagSheet,
} from "../../../../edge/api/services/plant/config-edits.ts";
import { readDashboards } from "../../../../edge/api/services/plant/dashboards.ts";
import { prepareRestart, readLayout, saveLayout } from "../../../../edge/api/services/plant/layout.ts";
import { areaStates } from "../../../../edge/api/services/production/area-states.ts";
import { lineFigures, machineFigures } from "../../../../edge/api/services/production/figures.ts";
import { genealogyOf } from "../../../../edge/api/services/production/genealogy.ts";
import { changeIslands, islandsAt, previewIslands } from "../../../../edge/api/services/production/islands.ts";
import {
  ordersAt,
  pieceAt,
  piecesAt,
  placesAt,
  reconciliationOf,
} from "../../../../edge/api/services/production/material.ts";
import { giveReason, statesOf, stopsOf } from "../../../../edge/api/services/production/states.ts";
import { madeReport, reportIn, reportsHere } from "../../../../edge/api/services/reports/reports.ts";
import { actOnWork, reportWork } from "../../../../edge/api/services/work/acts.ts";
import { decideAdvice, listAdvice, oneAdvice } from "../../../../edge/api/services/work/advice.ts";
import { exportDue, whatIsDue } from "../../../../edge/api/services/work/due-list.ts";
import { listWork, workItem } from "../../../../edge/api/services/work/list.ts";
import { changeStock, listSpares, stockChanges } from "../../../../edge/api/services/work/spares.ts";
import { exportFigures, exportWork, maintenanceFigures } from "../../../../edge/api/services/work/tables.ts";
import { ROLES } from "../../../../edge/contracts/access/access.ts";
import { EdgeError } from "../../../../edge/contracts/errors.ts";
import { LOCAL, userOf } from "../../../fakes/access/callers.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../../fakes/api/deps.ts";
import { dispatchServices } from "./dispatch-services.ts";
import { scheduleServices } from "./schedule-services.ts";
import { studyServices } from "./study-services.ts";
import { TRACED_SERVICES } from "./traced-services.ts";

const SERVICES = join(import.meta.dirname, "../../../../edge/api/services");
const range = { from: NOW_US - 60e6, to: NOW_US };
const tag = `${LATHE}#temperature`;
const FORECAST = { name: "f", hours: 8, replications: 5, seed: 1, at: null, futures: [] };
const { deps } = fakeEdge();
const alertUid = "alert-1";
const at = undefined;
const expression = { text: "t > 1", inputs: [{ name: "t", tag }] };

/** Four kinds of saved records have the same services. */
const SAVED_SERVICES = (Object.keys(COLLECTIONS) as Collection[]).flatMap((collection) => [
  ...(collection === "annotations"
    ? []
    : [[`GET /api/v1/${collection}`, (caller: Caller) => listSaved(deps, caller, collection)] as const]),
  [`GET /api/v1/${collection}/:uid`, (caller: Caller) => oneSaved(deps, caller, { collection, uid: "u" })] as const,
  [
    `PUT /api/v1/${collection}/:uid`,
    (caller: Caller) => save(deps, caller, { collection, uid: "u", scope: "mine", content: {} as never }),
  ] as const,
  [
    `DELETE /api/v1/${collection}/:uid`,
    (caller: Caller) => removeSaved(deps, caller, { collection, uid: "u", revision: 1 }),
  ] as const,
]);

/** Every service by its operation. Errors other than refusals do not matter here. */
const SERVICE_OF: Readonly<Partial<Record<Operation, (caller: Caller) => unknown>>> = {
  "GET /api/v1/journal": (caller) => readJournal(deps, caller, {}),
  "GET /api/v1/journal/export": (caller) => exportJournal(deps, caller, { question: {}, asked: {} }),
  "POST /api/v1/alerts/acknowledge": (caller) => acknowledgeTogether(deps, caller, { seen: [] }),
  "POST /api/v1/alerts/:alertUid/acknowledge": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "acknowledge" } }),
  "POST /api/v1/alerts/:alertUid/confirm": (caller) => actOnAlert(deps, caller, { alertUid, act: { kind: "confirm" } }),
  "POST /api/v1/alerts/:alertUid/comment": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "comment", comment: "c" } }),
  "POST /api/v1/alerts/:alertUid/shelve": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "shelve", shelf: "timed", minutes: 5, reason: "r" } }),
  "POST /api/v1/alerts/:alertUid/unshelve": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "unshelve" } }),
  "POST /api/v1/alerts/:alertUid/reset": (caller) => actOnAlert(deps, caller, { alertUid, act: { kind: "reset" } }),
  "POST /api/v1/alerts/:alertUid/remove-from-service": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "remove-from-service", reason: "r" } }),
  "POST /api/v1/alerts/:alertUid/return-to-service": (caller) =>
    actOnAlert(deps, caller, { alertUid, act: { kind: "return-to-service" } }),
  "GET /api/v1/alerts": (caller) => listAlerts(deps, caller, {}),
  "GET /api/v1/alerts/export": (caller) => exportAlerts(deps, caller, { filter: {}, asked: {} }),
  "GET /api/v1/alerts/figures": (caller) => alarmFiguresOf(deps, caller, range),
  "GET /api/v1/alerts/groups": (caller) => groupedAlerts(deps, caller),
  "GET /api/v1/out-of-service": (caller) => listOutOfService(deps, caller),
  "POST /api/v1/out-of-service": (caller) =>
    removeFromService(deps, caller, { scope: { assetUid: LATHE }, reason: "r" }),
  "POST /api/v1/out-of-service/return": (caller) => returnToService(deps, caller, { assetUid: LATHE }),
  "GET /api/v1/work-items": (caller) => listWork(deps, caller, {}),
  "GET /api/v1/work-items/:itemUid": (caller) => workItem(deps, caller, "w-1"),
  "GET /api/v1/work-items.csv": (caller) => exportWork(deps, caller, { filter: {}, asked: {} }),
  "GET /api/v1/maintenance-figures": (caller) => maintenanceFigures(deps, caller, range),
  "GET /api/v1/maintenance-figures.csv": (caller) => exportFigures(deps, caller, { filter: range, asked: {} }),
  "GET /api/v1/maintenance-due": (caller) => whatIsDue(deps, caller, {}),
  "GET /api/v1/maintenance-due.csv": (caller) => exportDue(deps, caller, { filter: {}, asked: {} }),
  "GET /api/v1/recommendations": (caller) => listAdvice(deps, caller, {}),
  "GET /api/v1/recommendations/:adviceUid": (caller) => oneAdvice(deps, caller, "r-1"),
  "POST /api/v1/recommendations/:adviceUid/acts": (caller) =>
    decideAdvice(deps, caller, { adviceUid: "r-1", act: { actUid: "a", kind: "accept" } }),
  "GET /api/v1/spares": (caller) => listSpares(deps, caller),
  "GET /api/v1/spares/changes": (caller) => stockChanges(deps, caller),
  "POST /api/v1/spares/:part/changes": (caller) =>
    changeStock(deps, caller, { part: "SEAL-1", changeUid: "c", delta: 1, reason: "r" }),
  "POST /api/v1/work-items": (caller) => reportWork(deps, caller, {}),
  "POST /api/v1/work-items/:itemUid/acts": (caller) =>
    actOnWork(deps, caller, { itemUid: "w-1", act: { actUid: "a", kind: "start" } }),
  "GET /api/v1/aggregates": (caller) => aggregatesOf(deps, caller, { tag, ...range, by: "whole" }),
  "GET /api/v1/state-durations": (caller) => stateDurationsOf(deps, caller, { tag, ...range }),
  "GET /api/v1/aligned": (caller) => alignedOf(deps, caller, { tags: [tag], ...range, everyS: 1 }),
  "GET /api/v1/gaps": (caller) => gapsIn(deps, caller, range),
  "GET /api/v1/samples/latest": (caller) => tagsWithSample(deps, caller, {}),
  "GET /api/v1/samples": (caller) => rawSamplesPage(deps, caller, { tags: [tag], begin: range }),
  "GET /api/v1/samples/export": (caller) =>
    rawSamplesCsv(deps, caller, { tags: [tag], ...range, language: "en", separator: "comma", hasMark: false }),
  "GET /api/v1/trends": (caller) => trendOf(deps, caller, { tag, ...range }),
  "GET /api/prometheus/api/v1/query": (caller) => promInstant(deps, caller, "1", 0),
  "GET /api/prometheus/api/v1/query_range": (caller) => promRange(deps, caller, "1", { from: 0, to: 1, step: 1 }),
  "GET /api/prometheus/api/v1/series": async (caller) => promSeries(deps, caller, []),
  "GET /api/prometheus/api/v1/labels": async (caller) => promLabels(deps, caller, { selectors: [] }),
  "GET /api/prometheus/api/v1/metadata": async (caller) => promMetrics(deps, caller),
  "POST /api/v1/sql": (caller) => askSql(deps, caller, { statement: "SELECT 1", format: "json" }),
  "POST /api/v1/curves": (caller) => manyCurves(deps, caller, { ...range, sources: [{ tag }], width: 1 }),
  "POST /api/v1/curves/export": (caller) =>
    exportCurves(deps, caller, { ...range, curves: [{ source: { tag } }], format: "csv", language: "en" }),
  "POST /api/v1/periods": (caller) =>
    foundPeriods(deps, caller, { ...range, rule: { expression, leastSeconds: 0 }, figures: [] }),
  "POST /api/v1/expressions/check": (caller) => checkedExpression(deps, caller, expression),
  "GET /api/v1/annotations": (caller) => listAnnotations(deps, caller, {}),
  ...Object.fromEntries(SAVED_SERVICES),
  "GET /api/v1/waveforms": (caller) => waveformsOf(deps, caller, { tag, ...range }),
  "GET /api/v1/waveforms/block": (caller) => waveformOf(deps, caller, { tag }),
  "GET /api/v1/layout": (caller) => readLayout(deps, caller),
  "PUT /api/v1/layout": (caller) => saveLayout(deps, caller, { revision: "r" }),
  "POST /api/v1/layout/restart": (caller) => prepareRestart(deps, caller),
  "GET /api/v1/config": (caller) => readConfigTree(deps, caller),
  "GET /api/v1/config/schema": (caller) => readConfigSchema(deps, caller),
  "POST /api/v1/config/check": (caller) => checkConfig(deps, caller, { revision: "r" }),
  "POST /api/v1/config/save": (caller) => saveConfig(deps, caller, { revision: "r" }),
  "GET /api/v1/config/tags.xlsx": (caller) => tagSheet(deps, caller, "en"),
  "POST /api/v1/config/tags/compare": (caller) => compareTags(deps, caller, new Uint8Array()),
  "GET /api/v1/config/proposal": (caller) => proposeSections(deps, caller, { sections: ["kpis"], note: "" }),
  "POST /api/v1/config/proposal/compare": (caller) => compareProposal(deps, caller, {}),
  "GET /api/v1/config/versions": (caller) => listVersions(deps, caller),
  "GET /api/v1/config/versions/:id": (caller) => readVersion(deps, caller, 1),
  "POST /api/v1/discovery": (caller) =>
    lookAtServer(deps, caller, { request: { endpoint: "opc.tcp://plc", insecure: false }, looks: [] }),
  "POST /api/v1/discovery/values": (caller) =>
    readValues(deps, caller, {
      request: { namespaces: {}, source: { name: "plc", kind: "s7" }, address: {}, tags: [] },
      looks: [],
    }),
  "GET /api/v1/states": (caller) => statesOf(deps, caller, { asset: LATHE, ...range }),
  "POST /api/v1/states/reason": (caller) =>
    giveReason(deps, caller, { asset: LATHE, from: NOW_US, fromText: "now", reason: "r", comment: null }),
  "GET /api/v1/islands": (caller) => islandsAt(deps, caller, { at: undefined, now: NOW_US }),
  "POST /api/v1/islands/preview": (caller) => previewIslands(deps, caller, { islands: [], now: NOW_US }),
  "POST /api/v1/islands": (caller) =>
    changeIslands(deps, caller, { wanted: { version: 0, islands: [], reason: "r" }, now: NOW_US }),
  "GET /api/v1/states/stops": (caller) => stopsOf(deps, caller, { assets: [LATHE], ...range }),
  "GET /api/v1/states/areas": (caller) => areaStates(deps, caller, range),
  ...TRACED_SERVICES,
  ...scheduleServices(deps),
  ...studyServices(deps),
  ...dispatchServices(deps),
  "GET /api/v1/forecasts": (caller) => listForecasts(deps, caller),
  "POST /api/v1/forecasts": (caller) => askForecast(deps, caller, FORECAST),
  "GET /api/v1/forecasts/choices": (caller) => forecastChoices(deps, caller),
  "GET /api/v1/forecasts/:uid": (caller) => oneForecast(deps, caller, "f"),
  "GET /api/v1/forecasts/:uid/states": (caller) => forecastStates(deps, caller, { uid: "f", future: 0 }),
  "DELETE /api/v1/forecasts/:uid": (caller) => removeForecast(deps, caller, "f"),
  "GET /api/v1/component-health": (caller) => componentHealthIn(deps, caller, LATHE),
  "GET /api/v1/component-health/life": (caller) => componentLifeIn(deps, caller, { assetUid: LATHE, component: "" }),
  "GET /api/v1/kpis/machines": (caller) => machineFigures(deps, caller, { ...range, by: "whole", of: {} }),
  "GET /api/v1/kpis/lines": (caller) => lineFigures(deps, caller, { ...range, by: "whole" }),
  "GET /api/v1/genealogy": (caller) => genealogyOf(deps, caller, { by: "piece", name: "p", direction: "both" }),
  "GET /api/v1/orders": (caller) => ordersAt(deps, caller, { at, ended: range }),
  "GET /api/v1/pieces": (caller) => piecesAt(deps, caller, { at }),
  "GET /api/v1/pieces/:piece": (caller) => pieceAt(deps, caller, { piece: "p", at }),
  "GET /api/v1/places": (caller) => placesAt(deps, caller, at),
  "GET /api/v1/reconciliation": (caller) => reconciliationOf(deps, caller),
  "GET /api/v1/dashboards": (caller) => readDashboards(deps, caller),
  "GET /api/v1/reports": (caller) => reportsHere(deps, caller),
  "GET /api/v1/reports/made/:uid": (caller) => madeReport(deps, caller, "r"),
  "GET /api/v1/reports/:kind": (caller) => reportIn(deps, caller, { kind: "shift", language: "en", format: "html" }),
};

const refusalBy = async (service: (caller: Caller) => unknown, caller: Caller): Promise<string | undefined> => {
  try {
    await service(caller);
    return undefined;
  } catch (error) {
    if (error instanceof EdgeError) return error.code === "forbidden" ? error.message : undefined;
    throw error;
  }
};

describe("[U21] services check the table of permissions themselves", () => {
  const callers = [LOCAL, ...ROLES.map(userOf)];
  const services = Object.entries(SERVICE_OF) as [Operation, (caller: Caller) => unknown][];

  it.each(services)(
    "%s refuses exactly the callers that the table refuses, in the same words",
    async (operation, service) => {
      for (const caller of callers)
        expect(await refusalBy(service, caller)).toBe(refusalOf(caller, permissionsFor(operation)));
    },
  );

  it("a refused caller changes nothing and leaves no record", async () => {
    const { deps: edge, alerts } = fakeEdge({ journal: new MemoryJournal() });
    const refused = actOnAlert(edge, userOf("viewer"), { alertUid, act: { kind: "acknowledge" } });
    await expect(refused).rejects.toMatchObject({ code: "forbidden" });
    await expect(saveLayout(edge, userOf("operator"), { revision: "r" })).rejects.toMatchObject({ code: "forbidden" });
    expect(alerts.actions).toEqual([]);
    expect((edge.journal as MemoryJournal).entries).toEqual([]);
  });

  it("every service has the check and is in the list above", () => {
    const files = readdirSync(SERVICES, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("/"));
    const texts = files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(SERVICES, file), "utf8"));
    const functions = texts.flatMap((text) => text.split(/^(?=export (?:async )?function )/m).slice(1));
    const forCallers = functions.filter((text) => text.slice(0, text.indexOf("{\n  ")).includes("caller: Caller"));
    expect(forCallers.length).toBeGreaterThan(30);
    for (const text of forCallers) expect(text).toMatch(/^ {2}demand\(caller, /m);
    // Eight actions on an alert are one function, and fifteen operations on saved records are four.
    expect(services).toHaveLength(forCallers.length + 7 + 11);
  });
});
