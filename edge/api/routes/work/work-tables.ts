import type { MaintenanceFigures } from "../../../contracts/records/maintenance-figures.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, orNull, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  exportFigures,
  exportWork,
  type MaintenanceDeps,
  MOST_EXPORTED,
  maintenanceFigures,
  type WorkExportDeps,
} from "../../services/work/tables.ts";
import { WorkFilters, workFilterOf } from "./work-items.ts";

const answers = { "4xx": Problem, 503: Problem };
const tags = ["work"];

/** The table of work items, and the key figures of maintenance. */
export function workTableRoutes(app: Api, deps: WorkExportDeps & MaintenanceDeps): void {
  exportRoute(app, deps);
  figuresRoute(app, deps);
  figuresTableRoute(app, deps);
}

function exportRoute(app: Api, deps: WorkExportDeps): void {
  const schema = {
    tags,
    summary: "Work items as CSV",
    description:
      `Newest report first, at most ${MOST_EXPORTED} lines, 400 when there are more. Times are UTC, and in ` +
      "the columns `.local` by the site's clocks. People have pseudonyms, the same as in every export of this edge. " +
      "The export itself is recorded.",
    querystring: WorkFilters,
    produces: ["text/csv"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/work-items.csv", { schema }, async (request, reply) => {
    const filter = workFilterOf(request.query, deps.now());
    const table = await exportWork(deps, callerOf(request), { filter, asked: request.query });
    return sendCsv(reply, "gemba-work-items.csv", table);
  });
}

const Share = orNull(Type.Number(), "Share of all verdicts, 0 to 1; null if there is none.");
const figures = {
  failures: Type.Integer({
    description: "Finished maintenance without a schedule, unless a person found nothing wrong (ISO 14224).",
  }),
  mtbfS: MaybeNumber,
  mttrS: orNull(
    Type.Number(),
    "Mean time in progress, from start to finish without interruptions, seconds (mean repair time, MRT, of ISO 14224).",
  ),
  operatingS: MaybeNumber,
  timeBasis: orNull(
    Type.String(),
    "`operating-time`: time in which the machine ran by its states (ISO 22400). `calendar-time`: its states are not " +
      "read. Of the plant: the time of all its machines; null where there are more than 100, or where an asset with " +
      "work is not one of them.",
  ),
  verdicts: closed({
    right: Type.Integer(),
    wrong: Type.Integer(),
    notUseful: Type.Integer(),
    rightShare: Share,
    wrongShare: Share,
    notUsefulShare: Share,
  }),
};
const Plant = closed(figures);
const FigureFilters = closed({
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  asset: Type.Optional(UidParam),
});
const OfAsset = closed({ assetUid: AssetUid, assetLabel: orNull(Type.String()), ...figures });

function figuresRoute(app: Api, deps: WorkExportDeps & MaintenanceDeps): void {
  const schema = {
    tags,
    summary: "Key figures of maintenance",
    description:
      "MTBF, MTTR and verdicts of the work that was finished in the range, of each asset that had some, or of one " +
      "asset. Default the last 30 days, 366 at most. Stops of machines are in `/api/v1/kpis/machines`.",
    querystring: FigureFilters,
    response: {
      200: closed({ from: MaybeTime, to: MaybeTime, plant: Plant, assets: Type.Array(OfAsset) }),
      ...answers,
    },
  };
  app.get("/api/v1/maintenance-figures", { schema }, async (request) => {
    const range = readRange(request.query, deps.now(), "-30d");
    const asked = { ...range, asset: request.query.asset };
    const { plant, assets } = await maintenanceFigures(deps, callerOf(request), asked);
    return {
      from: formatMicros(range.from),
      to: formatMicros(range.to),
      plant: figuresEntry(plant),
      assets: assets.map(({ assetUid, ...rest }) => ({
        assetUid,
        assetLabel: deps.plant.assets.find((one) => one.assetUid === assetUid)?.label ?? null,
        ...figuresEntry(rest),
      })),
    };
  });
}

function figuresTableRoute(app: Api, deps: WorkExportDeps & MaintenanceDeps): void {
  const schema = {
    tags,
    summary: "Key figures of maintenance as CSV",
    description:
      "A line of the plant and one of each asset, with times in hours. Times of the range are UTC, and in the " +
      "columns `.local` by the site's clocks. The export itself is recorded.",
    querystring: FigureFilters,
    produces: ["text/csv"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/maintenance-figures.csv", { schema }, async (request, reply) => {
    const range = readRange(request.query, deps.now(), "-30d");
    const filter = { ...range, asset: request.query.asset };
    const table = await exportFigures(deps, callerOf(request), { filter, asked: request.query });
    return sendCsv(reply, "gemba-maintenance-figures.csv", table);
  });
}

function figuresEntry({ verdicts, ...rest }: MaintenanceFigures): Static<typeof Plant> {
  const { right, wrong, notUseful } = verdicts;
  const all = right + wrong + notUseful;
  const shareOf = (count: number) => (all === 0 ? null : count / all);
  const shares = { rightShare: shareOf(right), wrongShare: shareOf(wrong), notUsefulShare: shareOf(notUseful) };
  return { ...rest, verdicts: { ...verdicts, ...shares } };
}
