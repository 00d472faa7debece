import { afterEach, describe, expect, it, vi } from "vitest";
import { OPERATIONS } from "../../edge/api/operations.ts";
import type { Permission } from "../../edge/contracts/access/access.ts";
import { isRemote } from "../../edge/contracts/fleet/remote-act.ts";
import { SERVED } from "../../edge/hub/site/served.ts";
import { isRoomHere } from "../../twin-viewer/src/data/rooms-here.ts";
import type { Screen } from "../../twin-viewer/src/data/signals.ts";

const sources: Record<string, string> = import.meta.glob("../../twin-viewer/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const sourceOf = (path: string): string => sources[`../../twin-viewer/src/${path}`] ?? "";

/** Permissions that the page asks for no button: whoever may read, or signs in. */
const UNASKED: ReadonlySet<Permission> = new Set<Permission>(["open", "self", "read", "status"]);

/** Where the page leaves out, through a hub, what no permission leaves out. */
type Left =
  | { readonly room: Screen }
  /** This module asks `isAtEdge`. */
  | { readonly module: string }
  /** The hub answers it itself, below its root. */
  | { readonly isOfHub: true }
  /** No page calls it. */
  | { readonly isUncalled: true }
  /** Only a link in the edge's own notice leads to it. */
  | { readonly isOfNotice: true };

const LEFT: Readonly<Record<string, Left>> = {
  "/api/v1/session": { isOfHub: true },
  "/api/v1/invitation": { isOfHub: true },
  "/api/v1/tokens": { isOfHub: true },
  "/api/v1/islands/preview": { room: "material" },
  "/api/v1/schedules/": { room: "schedule" },
  "/api/v1/quality/gauge-study": { isUncalled: true },
  "/api/v1/trace/recall": { room: "material" },
  "/api/v1/trace/verify": { room: "material" },
  "/api/prometheus/": { isUncalled: true },
  "/api/v1/views/": { module: "screens/explore/view-dialogs.tsx" },
  "/api/v1/annotations/": { module: "screens/explore/explore-dock.tsx" },
  "/api/v1/calculated-tags/": { module: "screens/explore/formula-card.tsx" },
  "/api/v1/period-definitions/": { module: "screens/explore/period-card.tsx" },
  "/api/v1/links/": { isOfNotice: true },
  "/api/v1/push/": { module: "phone/main.tsx" },
};

const PLAIN_FORMS = [
  // They choose what is shown.
  "panels/curve-dialog.tsx",
  "screens/explore/compare-dialog.tsx",
  // The hub's own.
  "panels/sign-in-dialog.tsx",
  // Of rooms that are not here.
  "panels/trace/",
  "screens/material/",
  "screens/settings/",
  "screens/setup/",
  // A page of its own, which codes on pieces lead to, at the edge.
  "record/",
  // Its card is left out where the dock asks.
  "screens/explore/note-card.tsx",
];

const CHANGES = Object.entries(OPERATIONS)
  .map(([name, permissions]) => {
    const [verb = "", path = ""] = name.split(" ");
    return { name, verb, path, permissions: permissions as readonly Permission[] };
  })
  .filter(({ verb }) => verb !== "GET");

/** Modules as a page below `/sites/EDGE-ID/` has them. */
async function throughHub() {
  vi.resetModules();
  vi.stubGlobal("location", { pathname: "/sites/0190aaaa-0000-7000-8000-000000000001/" });
  const { whyNot } = await import("../../twin-viewer/src/data/may.ts");
  const { connection } = await import("../../twin-viewer/src/data/signals.ts");
  const { language } = await import("../../twin-viewer/src/i18n/chosen.ts");
  connection.value = { state: "open", heardMs: Date.now() };
  language.value = "en";
  return whyNot;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("[CV37] through a hub the page offers what the hub carries, and nothing else", () => {
  it("acts that the hub answers are those that it carries, or need a permission that is refused", () => {
    const acts = CHANGES.filter(({ name, path }) => SERVED.has(name) && path.startsWith("/api/v1/alerts/:alertUid/"));
    expect(acts.length).toBeGreaterThan(0);
    for (const { path, permissions } of acts) {
      const isCarried = isRemote(path.split("/").at(-1) ?? "");
      expect(permissions[0], path).toBe(isCarried ? "operate" : path.endsWith("/reset") ? "reset" : "maintain");
    }
  });

  it("whatever a permission is asked for is refused with the reason, unless the hub carries the act", async () => {
    const whyNot = await throughHub();
    const asked = new Set(CHANGES.flatMap(({ permissions }) => permissions.filter((one) => !UNASKED.has(one))));
    expect(asked.size).toBeGreaterThan(10);
    for (const one of asked) expect(whyNot(one as never), one).toBe("This is done at the plant's own edge.");
    expect(whyNot("audit")).not.toBeNull();
    for (const act of ["acknowledge", "comment", "shelve", "unshelve"] as const)
      expect(whyNot("operate", act)).toBeNull();
  });

  it("at an edge nothing of that is refused", async () => {
    const { whyNot } = await import("../../twin-viewer/src/data/may.ts");
    const { connection } = await import("../../twin-viewer/src/data/signals.ts");
    connection.value = { state: "open", heardMs: Date.now() };
    expect(whyNot("operate")).toBeNull();
  });

  it("every change that no permission guards is answered by the hub, or left out by a module or with its room", () => {
    const unguarded = CHANGES.filter(
      ({ name, permissions }) => !SERVED.has(name) && permissions.every((one) => UNASKED.has(one)),
    );
    const used = new Set<string>();
    for (const { name, path } of unguarded) {
      const found = Object.keys(LEFT).find((begin) => path.startsWith(begin));
      expect(found, `${name}: where does a page through a hub leave it out?`).toBeDefined();
      used.add(found ?? "");
      const left = LEFT[found ?? ""] as Left;
      if ("module" in left) expect(sourceOf(left.module), name).toContain("isAtEdge()");
      if ("room" in left) expect(isRoomHere(left.room, true), name).toBe(false);
      if ("isUncalled" in left)
        expect(
          Object.keys(sources).filter((file) => sources[file]?.includes(`"${path}`)),
          name,
        ).toEqual([]);
    }
    expect(Object.keys(LEFT).filter((begin) => !used.has(begin))).toEqual([]);
  });

  it("a form whose button is no `ActButton` changes nothing at the edge, or is not on a page through a hub", () => {
    const plain = Object.entries(sources)
      .filter(([, text]) => /<button\s+type="submit"/.test(text) && !text.includes("isAtEdge()"))
      .map(([file]) => file.replace("../../twin-viewer/src/", ""));
    expect(plain.filter((file) => !PLAIN_FORMS.some((begin) => file.startsWith(begin)))).toEqual([]);
    for (const begin of PLAIN_FORMS)
      expect(
        plain.some((file) => file.startsWith(begin)),
        begin,
      ).toBe(true);
  });

  it("forms and lists of the edge are not on a phone either", () => {
    for (const file of ["phone/asset-card.tsx", "phone/start-page.tsx", "phone/main.tsx", "phone/rating.tsx"])
      expect(sourceOf(file), file).toContain("isAtEdge()");
  });
});
