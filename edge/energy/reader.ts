/** The energy book for the API: its answers, with what flows now and the pieces that the book of states counted. */
import type { AskedFollower } from "../contracts/path/follower-plugin.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TwinReader } from "../contracts/path/twin.ts";
import type { AssetUid, TagTable } from "../contracts/plant/tag.ts";
import type { EnergyNode, EnergyReader, GoodPieces } from "../contracts/production/energy.ts";
import type { EnergyAnswered } from "./energy-book.ts";
import { rateTagOf, scaleOf } from "./flow-now.ts";

/** The question to the book of states. */
export type PiecesAnswered = {
  goodPieces(assets: readonly AssetUid[], from: Micros, to: Micros): readonly GoodPieces[];
};

interface ReaderParts {
  readonly book: AskedFollower<EnergyAnswered>;
  readonly states: AskedFollower<PiecesAnswered>;
  readonly tags: TagTable;
  readonly twin: TwinReader;
}

export function energyReader({ book, states, tags, twin }: ReaderParts): EnergyReader {
  const rateOf = (node: EnergyNode): number | null => {
    const tag = rateTagOf(tags.ofAsset(node.assetUid));
    const value = tag === undefined || !twin.isLive(tag.ref) ? Number.NaN : twin.value(tag.ref);
    return Number.isNaN(value) ? null : value * scaleOf(tag);
  };
  return {
    since: () => book.ask("since"),
    tree: (from, to, interval) => book.ask("tree", from, to, interval),
    async nodes(from, to) {
      const nodes = await book.ask("nodes", from, to);
      const machines = nodes.flatMap((node) => (node.amount === null ? [] : [machineOf(node)]));
      // Without the book of states, amounts are still known.
      const pieces = await states.ask("goodPieces", machines, from, to).catch(() => []);
      return withPieces(nodes, pieces).map((node) => ({ ...node, rate: rateOf(node) }));
    },
  };
}

/** Adds the amount for each good piece of the machine that a meter measures. */
export function withPieces(nodes: readonly EnergyNode[], pieces: readonly GoodPieces[]): readonly EnergyNode[] {
  const goodOf = new Map(pieces.map(({ assetUid, good }) => [assetUid, good]));
  return nodes.map((node) => {
    const good = goodOf.get(machineOf(node)) ?? 0;
    return node.amount === null || good === 0 ? node : { ...node, perPiece: { amount: node.amount / good, good } };
  });
}

function machineOf({ assetUid, of }: EnergyNode): AssetUid {
  return of ?? assetUid;
}
