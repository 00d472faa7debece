/** The fake edge's dashboards: reading them, and changes of the config that save them. */
import type { Dashboard, Dashboards } from "../../../edge/contracts/dashboards/dashboard.ts";
import type { ConfigChange } from "../../../edge/contracts/plant/config-edit.ts";

export interface FakeDashboards {
  revision: number;
  section: Dashboards;
  /** What a check finds in a change; absent: nothing. */
  problems?: readonly object[];
}

/** The answer; undefined for other paths. `body`: of a POST. */
export function dashboardsAnswer(
  path: string,
  body: string,
  state: FakeDashboards,
): { readonly body: object; readonly status: number } | undefined {
  switch (path) {
    case "/api/v1/dashboards":
      return { status: 200, body: state.section };
    case "/api/v1/config":
      return { status: 200, body: { revision: `r${state.revision}`, values: { dashboards: state.section } } };
    case "/api/v1/config/check":
      return { status: 200, body: { problems: state.problems ?? [] } };
    case "/api/v1/config/save":
      return saved(JSON.parse(body) as ConfigChange, state);
    default:
      return undefined;
  }
}

function saved({ revision, edits = [] }: ConfigChange, state: FakeDashboards) {
  if (revision !== `r${state.revision}`)
    return { status: 409, body: { title: "Conflict", detail: "The config was changed since it was read." } };
  const list: Dashboard[] = [...state.section.list];
  for (const edit of edits) {
    const at = Number(edit.path.at(-1));
    if (edit.kind === "remove") list.splice(at, 1);
    else list.splice(at, edit.kind === "set" ? 1 : 0, edit.value as Dashboard);
  }
  state.section = { ...state.section, list };
  state.revision++;
  return { status: 200, body: { revision: `r${state.revision}` } };
}
