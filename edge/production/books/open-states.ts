/** Opens the book of machine states, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { KpisConfig } from "../state/config.ts";
import { WorkCalendar } from "../state/work-calendar.ts";
import { StatesFollower } from "./states-follower.ts";

export const openFollower: FollowerModule<KpisConfig>["openFollower"] = (config, context) =>
  new StatesFollower({ ...context, config, calendar: new WorkCalendar(context.plant.site, config) });
