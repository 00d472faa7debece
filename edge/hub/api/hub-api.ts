/** The hub's HTTP server: sign-in, the list of sites, each site's viewer and API (rules CV1 to CV19). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildFrame, type FrameDeps } from "../../api/frame.ts";
import type { Api } from "../../api/http/api.ts";
import { serveViewer } from "../../api/http/static-files.ts";
import { journalRoutes } from "../../api/routes/access/journal.ts";
import { type SignInDeps, sessionRoutes } from "../../api/routes/access/session.ts";
import { tokenRoutes } from "../../api/routes/access/tokens.ts";
import { userRoutes } from "../../api/routes/access/users.ts";
import type { JournalExportDeps } from "../../api/services/access/journal.ts";
import { isSiteUpgrade } from "../site/site-api.ts";
import { type CompanyRouteDeps, companyRoutes } from "./company-routes.ts";
import { siteRefusalOf } from "./rights.ts";
import { routedUrl, type SiteRouteDeps, siteRoutes } from "./site-routes.ts";

const START_PAGE = "company.html";

export type HubApiDeps = Omit<FrameDeps, "furtherRefusal" | "isUpgrade" | "rewriteUrl"> &
  Omit<SignInDeps, "strangers"> &
  JournalExportDeps &
  CompanyRouteDeps &
  SiteRouteDeps;

/** It does not listen: the caller starts that, and tests use `inject`. */
export function buildHubApi(deps: HubApiDeps): Api {
  const frame = { ...deps, furtherRefusal: siteRefusalOf, isUpgrade: isSiteUpgrade, rewriteUrl: routedUrl };
  const { app, strangers } = buildFrame(frame);
  const parts = { ...deps, strangers, now: () => Date.now() * 1000 };
  void app.register((scope, _options, done) => {
    const api = scope as Api;
    sessionRoutes(api, parts);
    userRoutes(api, parts);
    tokenRoutes(api, parts);
    journalRoutes(api, parts);
    companyRoutes(api, parts);
    siteRoutes(api, parts);
    done();
  });
  const { staticDir } = deps;
  const hasPage = staticDir !== undefined && existsSync(join(staticDir, START_PAGE));
  serveViewer(app, staticDir, hasPage ? START_PAGE : undefined);
  return app;
}
