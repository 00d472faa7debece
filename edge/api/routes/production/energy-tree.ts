import { EXPORT_FORMATS, EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import { MEDIA } from "../../../contracts/plant/media.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendTable, XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { energyTreeIn } from "../../services/production/energy.ts";
import { exportTree, type TreeExportDeps } from "../../services/production/tree-export.ts";

const Medium = Type.Enum([...MEDIA]);

const Uncertain = (description: string) =>
  Type.Union([closed({ amount: Type.Number(), u: Type.Number() }), Type.Null()], { description });

const NodeEntry = closed({
  id: Type.String({ description: "Label of the meter, or id of the node in the config." }),
  kind: Type.Enum(["metered", "virtual", "group", "loss"]),
  medium: Medium,
  unit: Type.Enum(["kWh", "m3", "t"]),
  below: Type.Union([Type.String(), Type.Null()], { description: "The node above it." }),
  isComplete: Type.Boolean({
    description: "The nodes below it are all that it feeds, so that its balance is checked.",
  }),
  measured: Uncertain("By meter, formula or model, with its standard uncertainty; null where it is not known."),
  isUncertain: Type.Boolean({ description: "The amount may be too small and is not used in the intervals concerned." }),
  usedShare: Type.Number({ description: "Share of the intervals in which the measurement is known and certain." }),
  reconciled: Uncertain("The amount that fits all balances; null where nothing determines it."),
  knownShare: Type.Number({ description: "Share of the intervals in which `reconciled` is known." }),
  rest: Uncertain("What the nodes below do not account for, with its combined standard uncertainty."),
  unaccounted: Uncertain(
    "Of an incomplete node: part of `reconciled` that nothing below accounts for, where all below is known; else null.",
  ),
  unknownBelow: Type.Number({
    description: "Part of `reconciled` that flowed while a node below was not known, less what is known there.",
  }),
  test: Type.Union([Type.Number(), Type.Null()], {
    description: "Test value against all other meters: standard normal where all is sound (Mah and Tamhane 1982).",
  }),
  score: Type.Union([Type.Number(), Type.Null()], {
    description: "Score of a change of the meter's error within the last days; standard normal where nothing changed.",
  }),
  gain: Type.Union([Type.Number(), Type.Null()], { description: "That change, as a share of the reading." }),
  isRemoved: Type.Boolean({ description: "Left out, because the balance does not close with it." }),
  removedShare: Type.Number({ description: "Share of the intervals in which it was left out." }),
});

const TreeEntry = closed({
  root: Type.String(),
  medium: Medium,
  global: Type.Number({ description: "Sum of squared adjustments, chi-square with `freedom`." }),
  freedom: Type.Integer({ description: "Number of balances that check the tree." }),
  isClosed: Type.Boolean({ description: "Whether the amounts fit, without removed meters." }),
  unaccountedShare: Type.Union([Type.Number(), Type.Null()], {
    description: "What no node accounts for, as a share of the amount of the root; null where that is not known.",
  }),
  suspects: Type.Array(closed({ id: Type.String(), score: Type.Number(), gain: Type.Number() }), {
    description: "Meters that probably went wrong, the likeliest first.",
  }),
});

const AllocatedEntry = closed({ id: Type.String(), of: Type.String(), amount: Type.Number(), u: Type.Number() });

const BranchEntry = closed({
  id: Type.String(),
  medium: Medium,
  unit: Type.String({ description: "Unit of the flows, such as m3/h." }),
  nights: Type.Integer({ description: "Quiet times that the usual flow was learnt from." }),
  meanFlow: MaybeNumber,
  nightFlow: MaybeNumber,
  usual: Type.Union([closed({ usual: Type.Number(), high: Type.Number() }), Type.Null()], {
    description: "Usual flow while nothing produces, and the limit of it; null while too few nights are known.",
  }),
  leak: Type.Union([closed({ since: MaybeTime, flow: Type.Number(), costPerYear: MaybeNumber }), Type.Null()], {
    description: "A probable leak: its flow, and its cost a year in the currency of the site where the price is known.",
  }),
});

const asked = {
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  intervalMin: Type.Optional(
    Type.String({
      pattern: "^([5-9]|[1-9][0-9]{1,4}|[1-4][0-9]{5})$",
      description: "Length of the intervals; default: the range.",
    }),
  ),
};

/** `GET /api/v1/energy/tree`: the media tree, reconciled; and as a table. */
export function energyTreeRoutes(app: Api, deps: TreeExportDeps & ClockDeps): void {
  tableRoute(app, deps);
  const schema = {
    tags: ["production"],
    summary: "Media tree with reconciled amounts",
    description:
      "Amounts of all nodes of the media trees with their uncertainty, adjusted by weighted least squares so that " +
      "every balance closes; what no meter accounts for, by node; and which meters are probably wrong. Allocated " +
      "amounts are not for billing. Default the last 24 hours. With `intervalMin` the range is reconciled in equal " +
      "intervals that are added up, so that a meter that was silent or wrong for a while costs only those; large " +
      "trees get longer ones, as `intervalMin` of the answer says. It then begins where the meters began, if that is " +
      "later.",
    querystring: closed(asked),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        intervalMin: Type.Number({ description: "Length of the intervals that were reconciled one by one." }),
        intervals: Type.Integer({ description: "Their number." }),
        trees: Type.Array(TreeEntry),
        nodes: Type.Array(NodeEntry),
        allocated: Type.Array(AllocatedEntry),
        branches: Type.Array(BranchEntry, { description: "Branches that are searched for leaks, as they are now." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/energy/tree", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-24h");
    const intervalMin = readNumber(request.query.intervalMin);
    const view = await energyTreeIn(deps, callerOf(request), { from, to, intervalMin });
    const { interval, intervals, trees, nodes, allocated, branches } = view;
    return {
      from: formatMicros(view.from),
      to: formatMicros(view.to),
      intervalMin: interval / 60e6,
      intervals,
      trees: trees.map((tree) => ({ ...tree, suspects: [...tree.suspects] })),
      nodes: [...nodes],
      allocated: [...allocated],
      branches: branches.map(({ leak, ...branch }) => ({
        ...branch,
        leak: leak === null ? null : { ...leak, since: formatMicros(leak.since) },
      })),
    };
  });
}

function tableRoute(app: Api, deps: TreeExportDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Media tree as a table",
    description:
      "For spreadsheets: a row for each node with its name, amounts with twice their standard uncertainty, residual, " +
      "state, shares of the time and suspected change, and the range by the site's clocks. Default the last 24 hours.",
    querystring: closed({
      ...asked,
      medium: Type.Optional(Medium),
      format: Type.Enum([...EXPORT_FORMATS]),
      language: Type.Enum([...EXPORT_LANGUAGES]),
    }),
    produces: ["text/csv", XLSX_TYPE],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/energy/tree/table", { schema }, async (request, reply) => {
    const { medium, format, language, ...range } = request.query;
    const { from, to } = readRange(range, deps.now(), "-24h");
    const intervalMin = readNumber(range.intervalMin);
    const table = await exportTree(deps, callerOf(request), { from, to, intervalMin, medium, format, language });
    return sendTable(reply, "gemba-balance", table);
  });
}
