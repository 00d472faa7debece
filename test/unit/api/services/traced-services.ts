import type { Operation } from "../../../../edge/api/permissions.ts";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import {
  energyBaseline,
  energyCost,
  idleWaste,
  loadCurve,
  runningDemand,
} from "../../../../edge/api/services/energy/load.ts";
import { energyIn, energyTreeIn } from "../../../../edge/api/services/production/energy.ts";
import { energyOfPiece, energyOfSteps } from "../../../../edge/api/services/production/piece-energy.ts";
import { exportTree } from "../../../../edge/api/services/production/tree-export.ts";
import { capabilitiesIn, exportCapabilities } from "../../../../edge/api/services/quality/capabilities.ts";
import { openCase } from "../../../../edge/api/services/quality/cases.ts";
import { causesOf, containmentOf, defectClasses } from "../../../../edge/api/services/quality/causes.ts";
import { exportCostPieces, exportCosts } from "../../../../edge/api/services/quality/cost-export.ts";
import { piecesOfCosts, qualityCosts } from "../../../../edge/api/services/quality/costs.ts";
import { curvesOf } from "../../../../edge/api/services/quality/curves.ts";
import {
  correctEntry,
  enterQuality,
  enterReading,
  qualityEntries,
} from "../../../../edge/api/services/quality/entries.ts";
import { judgeLot, lotsIn } from "../../../../edge/api/services/quality/incoming.ts";
import { badPiecesIn, disposeOf, paretoIn } from "../../../../edge/api/services/quality/loop.ts";
import { loopBoard } from "../../../../edge/api/services/quality/loop-board.ts";
import {
  controlChart,
  freezeLimits,
  gaugeStudyOf,
  limitsOf,
  measurementsOf,
  processCapability,
  qualityFeatures,
} from "../../../../edge/api/services/quality/quality.ts";
import { actPicturesOf, keepActPicture, viewActPicture } from "../../../../edge/api/services/safety/act-pictures.ts";
import { hiddenDangers, reportDanger } from "../../../../edge/api/services/safety/dangers.ts";
import { exportDangers, exportRegister } from "../../../../edge/api/services/safety/export.ts";
import { safetyInspections } from "../../../../edge/api/services/safety/inspections.ts";
import { exportPermits, printPermit } from "../../../../edge/api/services/safety/permit-export.ts";
import { applyForPermit, workPermits } from "../../../../edge/api/services/safety/permits.ts";
import {
  deletePicture,
  pictureUse,
  storedPicture,
  storePicture,
} from "../../../../edge/api/services/safety/pictures.ts";
import { safetyRegister } from "../../../../edge/api/services/safety/register.ts";
import { responseReport } from "../../../../edge/api/services/safety/response-report.ts";
import {
  checkIn,
  openResponse,
  response,
  responses,
  takeAccessRecord,
  unaccountedIn,
  waysOutOf,
} from "../../../../edge/api/services/safety/responses.ts";
import { takeVisionEvents, visionState } from "../../../../edge/api/services/safety/vision.ts";
import { zoneHistory } from "../../../../edge/api/services/safety/zone-history.ts";
import { passportOf, passportVerdict, sealKey } from "../../../../edge/api/services/trace/passport.ts";
import { pieceTrace } from "../../../../edge/api/services/trace/piece-trace.ts";
import { beginAtProvider } from "../../../../edge/api/services/trace/provider-signature.ts";
import { recallPieces, recallTable } from "../../../../edge/api/services/trace/recall.ts";
import { recallPdf } from "../../../../edge/api/services/trace/recall-sheet.ts";
import { sign, signaturesOf } from "../../../../edge/api/services/trace/signatures.ts";
import { WaitingSignatures } from "../../../../edge/api/services/trace/waiting-signatures.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { fakeEdge, LATHE, NOW_US } from "../../../fakes/api/deps.ts";

const SIGNATURE = {
  kind: "piece",
  ...{ id: "p", hash: "0".repeat(64), meaning: "reviewed" },
  ...{ reason: "r", password: "p", network: "n" },
} as const;
const ENTRY = {
  ...{ entryUid: "00000000-0000-4000-8000-000000000000", kind: "scrap" as const, station: "s", reason: "r" },
  ...{ piece: null, count: 1, comment: null, at: NOW_US },
} as const;
const CORRECTION = {
  ...{ entryUid: ENTRY.entryUid, version: 1, reason: "r", count: 1, comment: null, isWithdrawn: false },
} as const;
const range = { from: NOW_US - 60e6, to: NOW_US };
const { deps } = fakeEdge();
const waiting = new WaitingSignatures();

/** Services of energy, quality and traces by their operation, for the test of permissions. */
export const TRACED_SERVICES: Readonly<Partial<Record<Operation, (caller: Caller) => unknown>>> = {
  "GET /api/v1/energy": (caller) => energyIn(deps, caller, range),
  "GET /api/v1/energy/pieces": (caller) => energyOfPiece(deps, caller, "p"),
  "GET /api/v1/energy/steps": (caller) => energyOfSteps(deps, caller, range),
  "GET /api/v1/energy/cost": (caller) => energyCost(deps, caller, range),
  "GET /api/v1/energy/demand": (caller) => runningDemand(deps, caller),
  "GET /api/v1/energy/curve": (caller) => loadCurve(deps, caller, { contract: "c", ...range }),
  "GET /api/v1/energy/baseline": (caller) =>
    energyBaseline(deps, caller, { assetUid: LATHE as AssetUid, baseFrom: 0, baseTo: 1, ...range }),
  "GET /api/v1/energy/idle": (caller) => idleWaste(deps, caller, range),
  "GET /api/v1/energy/tree": (caller) => energyTreeIn(deps, caller, range),
  "GET /api/v1/energy/tree/table": (caller) => exportTree(deps, caller, { ...range, format: "csv", language: "en" }),
  "GET /api/v1/quality/features": (caller) => qualityFeatures(deps, caller),
  "GET /api/v1/quality/chart": (caller) => controlChart(deps, caller, { plan: "p", machine: "", limit: 1 }),
  "GET /api/v1/quality/capability": (caller) =>
    processCapability(deps, caller, { plan: "p", machine: "", ...range, confidence: 0.95 }),
  "GET /api/v1/quality/capabilities": (caller) => capabilitiesIn(deps, caller, { ...range, offset: 0 }),
  "GET /api/v1/quality/capabilities/table": (caller) =>
    exportCapabilities(deps, caller, { ...range, format: "csv", language: "en" }),
  "GET /api/v1/quality/measurements": (caller) => measurementsOf(deps, caller, "p"),
  "GET /api/v1/quality/costs": (caller) => qualityCosts(deps, caller, { ...range, by: "day" }),
  "GET /api/v1/quality/costs/pieces": (caller) => piecesOfCosts(deps, caller, { ...range, by: "day", name: "" }),
  "GET /api/v1/quality/costs/table": (caller) =>
    exportCosts(deps, caller, { ...range, by: "day", format: "csv", language: "en" }),
  "GET /api/v1/quality/costs/pieces/table": (caller) =>
    exportCostPieces(deps, caller, { ...range, by: "day", name: "", format: "csv", language: "en" }),
  "GET /api/v1/quality/limits": (caller) => limitsOf(deps, caller, { plan: "p", machine: "" }),
  "POST /api/v1/quality/limits": (caller) =>
    freezeLimits(deps, caller, { plan: "p", machine: "", from: 0, to: 1, excluded: [], comment: null }),
  "GET /api/v1/quality/entries": (caller) => qualityEntries(deps, caller, range),
  "POST /api/v1/quality/entries": (caller) => enterQuality(deps, caller, ENTRY),
  "POST /api/v1/quality/entries/:entryUid/correct": (caller) => correctEntry(deps, caller, CORRECTION),
  "POST /api/v1/quality/readings": (caller) =>
    enterReading(deps, caller, { plan: "p", station: "s", piece: "x", value: 1, at: NOW_US }),
  "GET /api/v1/quality/lots": (caller) => lotsIn(deps, caller, range),
  "POST /api/v1/quality/lots/result": (caller) =>
    judgeLot(deps, caller, {
      ...{ lot: "l", inspected: 1, nonconforming: 0, isConditional: false, comment: null, version: 0 },
    }),
  "GET /api/v1/quality/defects": (caller) => defectClasses(deps, caller),
  "GET /api/v1/quality/causes": (caller) =>
    causesOf(deps, caller, { key: "k", ...range, correction: "benjamini-hochberg" }),
  "GET /api/v1/quality/containment": (caller) => containmentOf(deps, caller, { key: "k", cause: 0, limit: 1 }),
  "GET /api/v1/quality/curves": (caller) => curvesOf(deps, caller, { ...range, key: "k" }),
  "GET /api/v1/quality/pareto": (caller) => paretoIn(deps, caller, { ...range, by: "class" }),
  "GET /api/v1/quality/bad-pieces": (caller) => badPiecesIn(deps, caller, { ...range, limit: 1 }),
  "POST /api/v1/quality/dispositions": (caller) =>
    disposeOf(deps, caller, { key: "k", pieces: ["p"], what: "hold", reason: "r" }),
  "GET /api/v1/quality/loop": (caller) => loopBoard(deps, caller),
  "POST /api/v1/quality/cases": (caller) => openCase(deps, caller, { key: "k", cause: 0 }),
  "GET /api/v1/safety/register": async (caller) => safetyRegister(deps, caller),
  "GET /api/v1/safety/register/table": (caller) => exportRegister(deps, caller, { format: "csv", language: "en" }),
  "GET /api/v1/safety/dangers": async (caller) => hiddenDangers(deps, caller, range),
  "GET /api/v1/safety/dangers/table": (caller) =>
    exportDangers(deps, caller, { ...range, format: "csv", language: "en" }),
  "POST /api/v1/safety/dangers": (caller) => reportDanger(deps, caller, { title: { en: "t" } }),
  "GET /api/v1/safety/permits": async (caller) => workPermits(deps, caller, range),
  "POST /api/v1/safety/permits": (caller) =>
    applyForPermit(deps, caller, { permit: "k", title: { en: "t" }, place: { zone: "z" }, ...range, workers: 1 }),
  "GET /api/v1/safety/permits/table": (caller) =>
    exportPermits(deps, caller, { ...range, format: "csv", language: "en" }),
  "GET /api/v1/safety/permits/:itemUid/form": (caller) => printPermit(deps, caller, { itemUid: "p", language: "en" }),
  "GET /api/v1/safety/inspections": async (caller) => safetyInspections(deps, caller),
  "GET /api/v1/safety/responses": async (caller) => responses(deps, caller),
  "POST /api/v1/safety/responses": (caller) => openResponse(deps, caller, { plan: "p", isDrill: true }),
  "GET /api/v1/safety/responses/:itemUid": async (caller) => response(deps, caller, "i"),
  "GET /api/v1/safety/responses/:itemUid/ways": async (caller) => waysOutOf(deps, caller, "i"),
  "POST /api/v1/safety/responses/:itemUid/check-ins": async (caller) =>
    checkIn(deps, caller, { itemUid: "i", person: "p" }),
  "GET /api/v1/safety/responses/:itemUid/unaccounted": (caller) => unaccountedIn(deps, caller, "i"),
  "GET /api/v1/safety/responses/:itemUid/report": (caller) =>
    responseReport(deps, caller, { itemUid: "i", language: "en", format: "json" }),
  "PUT /api/v1/safety/access-record": async (caller) => takeAccessRecord(deps, caller, []),
  "GET /api/v1/safety/zones/history": async (caller) => zoneHistory(deps, caller, range),
  "GET /api/v1/safety/vision": async (caller) => visionState(deps, caller),
  "POST /api/v1/safety/vision/events/:eventId/picture": (caller) =>
    keepActPicture(deps, caller, { camera: "A", eventId: "e", bytes: new Uint8Array() }),
  "GET /api/v1/safety/vision/pictures/:alertUid": async (caller) => actPicturesOf(deps, caller, "a"),
  "GET /api/v1/safety/vision/pictures/:alertUid/image": (caller) =>
    viewActPicture(deps, caller, { alertUid: "a", occurrenceUid: "o" }),
  "GET /api/v1/safety/pictures": async (caller) => pictureUse(deps, caller),
  "POST /api/v1/safety/pictures": (caller) => storePicture(deps, caller, new Uint8Array()),
  "GET /api/v1/safety/pictures/:id": (caller) => storedPicture(deps, caller, "0"),
  "POST /api/v1/safety/pictures/:id/deletion": (caller) => deletePicture(deps, caller, { id: "0", reason: "r" }),
  "POST /api/v1/safety/vision/events": async (caller) => takeVisionEvents(deps, caller, [{}]),
  "POST /api/v1/quality/gauge-study": async (caller) =>
    gaugeStudyOf(deps, caller, {
      study: { parts: 2, operators: 2, trials: 2, values: new Float64Array(8) },
      tolerance: {},
    }),
  "POST /api/v1/trace/recall": (caller) => recallPieces(deps, caller, { lot: "l" }),
  "GET /api/v1/trace/piece/:piece": (caller) => pieceTrace(deps, caller, "p"),
  "GET /api/v1/trace/piece/:piece/passport": (caller) => passportOf(deps, caller, "p"),
  "GET /api/v1/trace/seal-key": async (caller) => sealKey(deps, caller),
  "GET /api/v1/signatures": (caller) => signaturesOf({ ...deps, waiting }, caller, { kind: "piece", id: "p" }),
  "POST /api/v1/signatures": (caller) => sign(deps, caller, SIGNATURE),
  "POST /api/v1/signatures/provider": (caller) =>
    beginAtProvider({ ...deps, waiting }, caller, { ...SIGNATURE, session: "s", back: "/" }),
  "POST /api/v1/trace/recall.csv": (caller) => recallTable(deps, caller, { lot: "l", as: "csv" }),
  "POST /api/v1/trace/recall.pdf": (caller) => recallPdf(deps, caller, { lot: "l", language: "en", madeAt: NOW_US }),
  "POST /api/v1/trace/verify": (caller) => passportVerdict(deps, caller, "{}"),
};
