import type { SourceStanding } from "../../../edge/contracts/path/health.ts";
import type { LinkState } from "../../../edge/contracts/path/twin.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Progress of a plant that is being connected. */
export interface SetUp {
  readonly assets: number;
  /** Assets that the picture can show. */
  readonly placed: number;
  readonly links: { readonly heard: number; readonly total: number };
  readonly tags: { readonly valued: number; readonly total: number };
  /** Tags without a value on a live link: their address may not exist. */
  readonly unbound: number;
  /** Sources that cannot connect, with the reason. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}

export function setUpOf(index: PlantIndex, mirror: Mirror, sources: readonly SourceStanding[]): SetUp {
  const links = mirror.links();
  const tags = mirror.tags().filter(({ isDerived }) => isDerived !== true);
  const isValued = ({ ref }: (typeof tags)[number]): boolean => !Number.isNaN(mirror.time(ref));
  const valued = tags.filter(isValued).length;
  const unbound = tags.filter((tag) => !isValued(tag) && mirror.linkOf(tag.ref)?.live === true).length;
  const refused = sources.flatMap(({ name, state, reason }) =>
    state === "degraded" || state === "failed" ? [{ name, reason: reason ?? "" }] : [],
  );
  const { assets } = index.plant;
  return {
    assets: assets.length,
    placed: assets.filter(({ pose }) => pose !== undefined).length,
    links: { heard: links.filter(wasHeard).length, total: links.length },
    tags: { valued, total: tags.length },
    unbound,
    refused,
  };
}

/**
 * Whether the page should show the next steps: the picture would be empty, or a link has yet to deliver for the first
 * time.
 */
export function isSettingUp({ placed, links }: Pick<SetUp, "placed" | "links">): boolean {
  return placed === 0 || links.heard < links.total;
}

export function wasHeard({ ageMs }: Pick<LinkState, "ageMs">): boolean {
  return ageMs !== undefined;
}
