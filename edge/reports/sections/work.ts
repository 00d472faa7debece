/** Work that was reported or finished in the span. Names of people stay out of reports (rule RP8). */
import { listWork } from "../../api/services/work/list.ts";
import { maintenanceFigures } from "../../api/services/work/tables.ts";
import type { ReportSection } from "../../contracts/reports/document.ts";
import { type Asked, ifThere } from "../asked.ts";
import { momentIn } from "../spans.ts";
import { leftOut } from "./left-out.ts";

const MOST_LISTED = 30;
const MOST_READ = 500;

/** Work items of the span with their state, and MTBF and MTTR of the plant. */
export async function workSection(asked: Asked, assetUid?: string): Promise<ReportSection | undefined> {
  const { parts, caller, span, words } = asked;
  if (parts.work === undefined) return undefined;
  const of = assetUid === undefined ? {} : { asset: assetUid };
  const { items } = listWork(parts, caller, { state: "all", limit: MOST_READ, ...of });
  const found = items.filter(({ item, endedAt, finishedAt }) =>
    [item.reportedAt, endedAt, finishedAt].some((at) => at !== undefined && at >= span.from && at < span.to),
  );
  const shown = found.slice(0, MOST_LISTED);
  const figures = await ifThere(asked, words.say("head.no-states"), () =>
    maintenanceFigures(parts, caller, { ...span, ...of }),
  );
  const link = words.linkTo("maintenance", momentIn(span));
  return {
    title: words.say("work.title"),
    ...link,
    blocks: [
      ...(figures === undefined
        ? []
        : [
            {
              kind: "figures",
              figures: [
                {
                  name: words.say("work.failures"),
                  value: figures.plant.failures,
                  text: words.count(figures.plant.failures),
                  definition: "repairs",
                  ...link,
                },
              ],
            } as const,
          ]),
      {
        kind: "table",
        columns: [
          { name: words.say("work.reported") },
          { name: words.say("figures.asset") },
          { name: words.say("work.what") },
          { name: words.say("work.state") },
        ],
        rows: shown.map(({ item, state }) => [
          { text: words.moment(item.reportedAt) },
          { text: words.labelOf(item.about.assetUid) },
          { text: words.local(item.title) },
          { text: words.say(`work.state-${state}`) },
        ]),
        empty: words.say("work.none"),
      },
      ...leftOut(asked, shown.length, found.length),
    ],
  };
}
