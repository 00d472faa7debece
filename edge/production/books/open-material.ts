/** Opens the material book, in the thread of the followers. */
import type { FollowerModule } from "../../contracts/path/follower-plugin.ts";
import type { MaterialConfig } from "../material/config.ts";
import { MaterialFollower } from "./material-follower.ts";

export const openFollower: FollowerModule<MaterialConfig>["openFollower"] = (config, context) =>
  new MaterialFollower({ ...context, config });
