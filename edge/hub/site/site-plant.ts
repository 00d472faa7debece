/** Plant and tags of a site from its files, which come from outside. */
import { EdgeError } from "../../contracts/errors.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { LinkRef, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { shortText } from "../../fleet/wire/described-tag.ts";
import { SITE_FILES, type SiteFileList } from "../../fleet/wire/site-files.ts";
import { type PlantLink, parsePlantFile } from "../../model/plant-file.ts";
import { createTagTable } from "../../model/tag-table.ts";
import type { SiteFileStore, SiteVersion } from "./site-file-store.ts";
import type { SiteSource } from "./site-source.ts";

/** Columns by ref have this length at most. */
const MOST_REFS = 5_000_000;
const NO_PLANT =
  "The edge has not sent the files of its plant yet. They come once it is connected, in seconds or minutes.";
const BAD_PLANT = "The files of this plant cannot be used: they are of a newer version, or of another edge.";

export interface SitePlant {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly links: readonly PlantLink[];
  readonly files: SiteFileList;
  readonly version: SiteVersion;
}

/** The newest one. Rejects with EdgeError `unavailable` where it has not come yet, `conflict` where it is unusable. */
export async function readSitePlant(
  store: SiteFileStore,
  source: Pick<SiteSource, "edgeId" | "tags">,
): Promise<SitePlant> {
  const version = store.versions.at(-1);
  const files = version === undefined ? undefined : await store.list(version.list);
  const text = files === undefined ? undefined : await store.read(files, SITE_FILES.plant);
  if (version === undefined || files === undefined || text === undefined) throw new EdgeError("unavailable", NO_PLANT);
  try {
    const { edgeId, plant, tags, links } = parsePlantFile(text.toString("utf8"));
    if (edgeId !== source.edgeId) throw new RangeError(`the plant file is of ${edgeId}`);
    const known = tags.filter((tag) => isTagOf(tag, source));
    const size = known.reduce((most, { ref }) => Math.max(most, ref + 1), 0);
    const drawn = await drawnIn(store, files);
    return {
      plant: checked(drawn ?? plant),
      tags: createTagTable(known, size),
      links: (links ?? linksOf(known)).filter(isLink),
      files,
      version,
    };
  } catch (error) {
    throw new EdgeError("conflict", BAD_PLANT, { cause: error });
  }
}

/** The plant as it was drawn at a time, as far as the hub knows; undefined where it knows nothing of then. */
export async function plantAt(store: SiteFileStore, time: number): Promise<Plant | undefined> {
  const version = store.versionAt(time);
  const files = version === undefined ? undefined : await store.list(version.list);
  if (files === undefined) return undefined;
  try {
    const text = await store.read(files, SITE_FILES.plant);
    return (await drawnIn(store, files)) ?? (text && checked(parsePlantFile(text.toString("utf8")).plant));
  } catch {
    return undefined;
  }
}

async function drawnIn(store: SiteFileStore, files: SiteFileList): Promise<Plant | undefined> {
  const text = await store.read(files, SITE_FILES.layout);
  if (text === undefined) return undefined;
  const { plant } = JSON.parse(text.toString("utf8")) as { readonly plant?: Plant };
  return plant === undefined ? undefined : checked(plant);
}

/** Throws where parts are missing that every reader of a plant takes for granted. */
function checked(plant: Plant): Plant {
  const { site, floor, assets, places, zones } = plant;
  const isWhole = typeof site?.id === "string" && typeof site.name?.en === "string" && Number.isFinite(floor?.width);
  const lists = [assets, places, zones].every((list) => Array.isArray(list));
  if (isWhole && lists && assets.every(({ assetUid }) => typeof assetUid === "string")) return plant;
  throw new RangeError("it is no plant");
}

/** A ref that the edge has described otherwise, or that is none, would show values of another tag. */
function isTagOf({ ref, tagUid, assetUid, source }: Tag, { tags }: Pick<SiteSource, "tags">): boolean {
  if (!Number.isInteger(ref) || ref < 0 || ref >= MOST_REFS) return false;
  if ([tagUid, assetUid, source].some((text) => typeof text !== "string")) return false;
  const described = tags.at(ref)?.tagUid;
  return described === undefined || described === shortText(tagUid);
}

function isLink({ ref, name, source }: PlantLink): boolean {
  return Number.isInteger(ref) && typeof name === "string" && typeof source === "string";
}

/** Older plant files have no links: each source is one. */
function linksOf(tags: readonly Tag[]): PlantLink[] {
  const sources = new Map<LinkRef, string>(tags.map(({ link, source }) => [link, source]));
  return [...sources].map(([ref, source]) => ({ ref, name: source, source }));
}
