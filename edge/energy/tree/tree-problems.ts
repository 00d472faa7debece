/** Problems of the media tree that its schemas cannot express. */
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { problem } from "../problem-table.ts";
import type { TreeConfig } from "./tree-config.ts";

type Found = readonly [steps: readonly (string | number)[], text: ConfigText];

/** A node as far as its place goes. */
interface Placed {
  readonly list: "tree" | "nodes" | "losses";
  readonly at: number;
  readonly id: string;
  readonly below: string | undefined;
  readonly medium: string;
}

export function treeProblems(config: TreeConfig, assets: readonly AssetConfig[]): readonly SectionProblem[] {
  const media = new Map(assets.map(({ label, medium }) => [label, medium ?? "electricity"]));
  const placed = placedNodes(config, media);
  return [
    ...placeProblems(placed),
    ...meterProblems(config, media),
    ...formulaProblems(config, media),
    ...lossProblems(config),
    ...allocationProblems(config, placed),
  ].map(([steps, text]) => ({ steps: ["energy", ...steps], ...text }));
}

function placedNodes({ tree, nodes, losses }: TreeConfig, media: ReadonlyMap<string, string>): readonly Placed[] {
  const placed: Placed[] = [
    ...tree.map(({ meter, below }, at): Placed => {
      return { list: "tree", at, id: meter, below, medium: media.get(meter) ?? "electricity" };
    }),
    ...nodes.map(({ id, below, medium }, at): Placed => ({ list: "nodes", at, id, below, medium })),
  ];
  const mediumOf = new Map(placed.map(({ id, medium }) => [id, medium]));
  return [
    ...placed,
    ...losses.map(({ id, below }, at): Placed => {
      return { list: "losses", at, id, below, medium: mediumOf.get(below) ?? "electricity" };
    }),
  ];
}

function placeProblems(placed: readonly Placed[]): readonly Found[] {
  const byId = new Map(placed.filter(({ list }) => list !== "losses").map((one) => [one.id, one]));
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const { list, at, id, below, medium } of placed) {
    const own = list === "tree" ? "meter" : "id";
    if (seen.has(id)) found.push([[list, at, own], problem("meter-twice", { meter: id })]);
    seen.add(id);
    if (below === undefined) continue;
    const upper = byId.get(below);
    if (upper === undefined) found.push([[list, at, "below"], problem("meter-not-in-tree", { meter: below })]);
    else if (upper.medium !== medium)
      found.push([[list, at, "below"], problem("medium-differs", { id, medium, below, other: upper.medium })]);
    const way = new Set([id]);
    for (let up: string | undefined = below; up !== undefined; up = byId.get(up)?.below) {
      if (way.has(up)) {
        found.push([[list, at, "below"], problem("meter-below-itself", { meter: id })]);
        break;
      }
      way.add(up);
    }
  }
  return found;
}

function meterProblems({ tree, nodes, losses }: TreeConfig, media: ReadonlyMap<string, string>): readonly Found[] {
  const unknown = tree.flatMap(({ meter }, at): Found[] =>
    media.has(meter) ? [] : [[["tree", at, "meter"], problem("meter-unknown", { meter })]],
  );
  const taken = (list: "nodes" | "losses") =>
    ({ nodes, losses })[list].flatMap(({ id }, at): Found[] =>
      media.has(id) ? [[[list, at, "id"], problem("node-like-asset", { id })]] : [],
    );
  return [...unknown, ...taken("nodes"), ...taken("losses")];
}

/** A meter counts once: a formula of a node in the tree must not repeat meters of the tree. */
function formulaProblems({ tree, nodes }: TreeConfig, media: ReadonlyMap<string, string>): readonly Found[] {
  const inTree = new Set(tree.map(({ meter }) => meter));
  const above = new Set([...tree, ...nodes].map(({ below }) => below));
  return nodes.flatMap(({ id, sum, quantity, medium, below }, at): Found[] => {
    const isPlaced = below !== undefined || above.has(id);
    const found: Found[] = [];
    if (quantity !== "amount") found.push([["nodes", at, "quantity"], problem("quantity-no-sum", { id, quantity })]);
    for (const [term, { meter }] of sum.entries()) {
      const steps = ["nodes", at, "sum", term, "meter"] as const;
      const other = media.get(meter);
      if (other === undefined) found.push([steps, problem("meter-unknown", { meter })]);
      else if (other !== medium) found.push([steps, problem("medium-differs", { id, medium, below: meter, other })]);
      else if (isPlaced && inTree.has(meter)) found.push([steps, problem("meter-counts-twice", { meter, id })]);
    }
    return found;
  });
}

function lossProblems({ losses }: TreeConfig): readonly Found[] {
  return losses.flatMap(({ id, kind, load, rated }, at): Found[] =>
    kind !== "pipe" && load > 0 && rated === undefined
      ? [[["losses", at, "load"], problem("loss-without-rated", { id })]]
      : [],
  );
}

function allocationProblems({ allocations }: TreeConfig, placed: readonly Placed[]): readonly Found[] {
  const ids = new Set(placed.map(({ id }) => id));
  return allocations.flatMap(({ of, by, among }, at): Found[] => {
    const total = among.reduce((sum, { weight }) => sum + weight, 0);
    return [
      ...(ids.has(of) ? [] : ([[["allocations", at, "of"], problem("meter-not-in-tree", { meter: of })]] as Found[])),
      ...(by === "share" && total > 1 + 1e-9
        ? ([[["allocations", at, "among"], problem("shares-too-many", { of, total: total.toFixed(3) })]] as Found[])
        : []),
    ];
  });
}
