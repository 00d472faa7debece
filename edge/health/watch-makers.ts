/** Every kind of watch. A new one adds its line here. */
import type { WatchMaker } from "./watch.ts";
import { jointFriction } from "./watches/joint-friction.ts";

export const WATCH_MAKERS: readonly WatchMaker[] = [jointFriction];
