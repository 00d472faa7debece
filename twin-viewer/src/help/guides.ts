/** The user guides of `docs/` that the viewer shows, by subject. Each is there in both languages. */
export const GUIDE_GROUPS = {
  use: [
    "operators",
    "dashboards",
    "reports",
    "forecast",
    "schedule",
    "dispatch",
    "health",
    "maintenance",
    "predictions",
  ],
  build: ["first-alarm", "set-up", "layout", "detectors", "notification", "learning", "import-history"],
  connect: ["connect-opcua", "connect-mqtt", "connect-modbus", "connect-s7", "connect-mtconnect", "influxdb", "uns"],
  understand: ["production", "islands", "historian", "replay", "privacy"],
  run: ["install", "users", "security"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type GuideGroup = keyof typeof GUIDE_GROUPS;
export type GuideName = (typeof GUIDE_GROUPS)[GuideGroup][number];

export const GUIDES: readonly GuideName[] = Object.values(GUIDE_GROUPS).flat();

export function isGuide(name: string): name is GuideName {
  return (GUIDES as readonly string[]).includes(name);
}

/** The page and the heading that a link between documents names; undefined for pages that the viewer does not show. */
export function guideOfLink(href: string): { readonly name: GuideName; readonly anchor: string } | undefined {
  const [, name = "", anchor = ""] = /^([\w-]+?)(?:\.zh-CN)?\.md(?:#(.*))?$/.exec(href) ?? [];
  return isGuide(name) ? { name, anchor } : undefined;
}
