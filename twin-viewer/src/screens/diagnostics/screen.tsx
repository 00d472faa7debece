import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";
import { SinkCard, SourceCard } from "./part-cards.tsx";
import { TagTable } from "./tag-table.tsx";
import { FollowerCard, JobCard } from "./work-cards.tsx";

/** Is the data itself right? */
export const diagnosticsScreen: ScreenView = {
  key: "d",
  Page: TagTable,
  Dock: ({ focus }) => (
    <>
      <SourceCard />
      <SinkCard />
      <FollowerCard />
      <JobCard />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
    </>
  ),
};
