/** The hub's HTTP server: sign-in, the list of sites, each site's viewer and API (rules CV1 to CV19). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildFrame, type FrameDeps } from "../../api/frame.ts";
import type { Api } from "../../api/http/api.ts";
import { callerOf } from "../../api/http/principal.ts";
import { serveViewer } from "../../api/http/static-files.ts";
import { journalRoutes } from "../../api/routes/access/journal.ts";
import { providerSignInRoutes } from "../../api/routes/access/oidc.ts";
import { type SignInDeps, sessionRoutes } from "../../api/routes/access/session.ts";
import { tokenRoutes } from "../../api/routes/access/tokens.ts";
import { userRoutes } from "../../api/routes/access/users.ts";
import type { JournalExportDeps } from "../../api/services/access/journal.ts";
import { isSiteUpgrade } from "../site/site-api.ts";
import { type CompanyRouteDeps, companyRoutes } from "./company-routes.ts";
import { isOverHub, SiteAccess, type SiteNames } from "./rights.ts";
import { routedUrl, type SiteRouteDeps, siteRoutes } from "./site-routes.ts";

const START_PAGE = "company.html";

export type HubApiDeps = Omit<FrameDeps, "furtherRefusal" | "isUpgrade" | "rewriteUrl"> &
  Omit<SignInDeps, "strangers" | "roleBy"> &
  JournalExportDeps &
  Omit<CompanyRouteDeps, "siteAccess"> &
  Omit<SiteRouteDeps, "siteAccess"> & {
    readonly siteNames: SiteNames;
  };

/** It does not listen: the caller starts that, and tests use `inject`. */
export function buildHubApi(deps: HubApiDeps): Api {
  const siteAccess = new SiteAccess(deps.siteNames);
  const furtherRefusal: FrameDeps["furtherRefusal"] = (request, caller) => siteAccess.refusalOf(request, caller);
  const { app, strangers } = buildFrame({ ...deps, furtherRefusal, isUpgrade: isSiteUpgrade, rewriteUrl: routedUrl });
  const roleBy: SignInDeps["roleBy"] = (request) => siteAccess.roleBelow(request, callerOf(request));
  const parts = { ...deps, siteAccess, roleBy, isOverAll: isOverHub, strangers, now: () => Date.now() * 1000 };
  void app.register((scope, _options, done) => {
    const api = scope as Api;
    sessionRoutes(api, parts);
    providerSignInRoutes(api, parts);
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
