/**
 * The folder that the page came from (rule CV20): `/` at an edge, `/sites/EDGE-ID/` through a hub, and the folder of a
 * proxy where one stands before either. Paths of the API are written as `/api/v1/…` everywhere; this module puts them
 * below that folder, where they are handed to the browser.
 */

const IN_SITE = /sites\/([^/]+)\/$/;

/** The folder of a page, with its slash at the end. */
export function folderOf(pathname: string): string {
  return pathname.slice(0, pathname.lastIndexOf("/") + 1) || "/";
}

/** The folder of the hub that serves this folder of a site; the folder itself at an edge. */
export function rootOf(folder: string): string {
  return folder.replace(IN_SITE, "");
}

/** Id of the edge whose pages a hub serves from this folder; null for an edge's own. */
export function edgeIdIn(folder: string): string | null {
  const id = IN_SITE.exec(folder)?.[1];
  try {
    return id === undefined ? null : decodeURIComponent(id);
  } catch {
    // A broken escape names no edge.
    return null;
  }
}

// Tests run without a browser, as an edge's own page.
const { location } = globalThis as { readonly location?: { readonly pathname: string } };
const FOLDER = folderOf(location?.pathname ?? "/");

/** The edge that the page shows through a hub; null at the edge itself. */
export const SITE_OF_HUB = edgeIdIn(FOLDER);

/** The address in this origin of a path of the site's own API or pages. */
export function atSite(path: string): string {
  return FOLDER + path.replace(/^\//, "");
}

/** The same of the server itself, which has the sign-in and the list of sites: of the hub, else of the edge. */
export function atRoot(path: string): string {
  return rootOf(FOLDER) + path.replace(/^\//, "");
}

/** A name in the browser's store for what belongs to one plant: pages of all sites of a hub share that store. */
export function keyOfSite(name: string): string {
  return SITE_OF_HUB === null ? name : `${name}@${SITE_OF_HUB}`;
}
